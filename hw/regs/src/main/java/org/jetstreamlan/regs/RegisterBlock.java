package org.jetstreamlan.regs;

import java.util.List;

/// A block of 32-bit registers in an address range of its own. An inconsistent block cannot be
/// built: all faults come at once in one [LayoutException].
///
/// @param name as in a data sheet
/// @param bytes size of the address range, a multiple of 4
/// @param registers in any order; kept as given
public record RegisterBlock(String name, int bytes, List<Register> registers) {

    public RegisterBlock {
        registers = List.copyOf(registers);
        LayoutChecks.ofBlock(name, bytes, registers);
    }

    /// The register of this name.
    ///
    /// @throws IllegalArgumentException if there is none
    public Register register(String registerName) {
        return registers.stream()
                .filter(r -> r.name().equals(registerName))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "block '%s' has no register '%s'"
                                                .formatted(name, registerName)));
    }
}
