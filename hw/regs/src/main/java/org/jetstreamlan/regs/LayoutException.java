package org.jetstreamlan.regs;

import java.util.List;
import java.util.stream.Collectors;

/// A block or layout that contradicts itself, with every fault found.
public final class LayoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<LayoutFault> faults;

    LayoutException(String name, List<LayoutFault> faults) {
        super(
                faults.stream()
                        .map(LayoutFault::toString)
                        .collect(
                                Collectors.joining(
                                        "\n  ",
                                        "'%s' has %d fault(s):\n  ".formatted(name, faults.size()),
                                        "")));
        this.faults = List.copyOf(faults);
    }

    /// All faults, in the order of declaration.
    public List<LayoutFault> faults() {
        return faults;
    }
}
