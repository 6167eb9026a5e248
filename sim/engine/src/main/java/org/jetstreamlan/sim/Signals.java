package org.jetstreamlan.sim;

import java.util.HashMap;
import java.util.Map;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Signal;
import org.jspecify.annotations.Nullable;

/// The signals of a running design by Java reference, each looked up once.
final class Signals {
    private final Kernel kernel;
    private final Design<?> design;
    private final Simulator simulator;

    /// Each at the place that its signal's identity hash says, or at the next that was free; a quarter is in use at most, so that most are found at once. A
    /// `HashMap` took as long as all the rest of a peek.
    private @Nullable SignalHandle[] table = new SignalHandle[64];

    private int count;
    private final Map<Mem<?>, String> memories = new HashMap<>();

    Signals(Kernel kernel, Design<?> design, Simulator simulator) {
        this.kernel = kernel;
        this.design = design;
        this.simulator = simulator;
    }

    /// @throws IllegalArgumentException if the signal has no name in this design
    SignalHandle of(Signal<?> signal) {
        int at = System.identityHashCode(signal) & table.length - 1;
        SignalHandle found = table[at];
        return found != null && found.signal().equals(signal) ? found : search(signal, at);
    }

    private SignalHandle search(Signal<?> signal, int first) {
        int at = first;
        for (SignalHandle there = table[at]; there != null; there = table[at]) {
            if (there.signal().equals(signal)) {
                return there;
            }
            at = at + 1 & table.length - 1;
        }
        return look(signal);
    }

    private SignalHandle look(Signal<?> signal) {
        SignalHandle handle;
        if (signal.width() == 0) {
            handle = new SignalHandle(kernel, simulator, signal, signal.toString(), null);
        } else {
            String path = design.path(signal);
            handle = new SignalHandle(kernel, simulator, signal, path, simulator.probe(path));
        }
        count++;
        if (4 * count > table.length) {
            grow();
        }
        put(handle);
        return handle;
    }

    private void grow() {
        @Nullable SignalHandle[] before = table;
        table = new SignalHandle[2 * before.length];
        for (SignalHandle handle : before) {
            if (handle != null) {
                put(handle);
            }
        }
    }

    private void put(SignalHandle handle) {
        int at = System.identityHashCode(handle.signal()) & table.length - 1;
        while (table[at] != null) {
            at = at + 1 & table.length - 1;
        }
        table[at] = handle;
    }

    /// Forgets how signals changed.
    void forget() {
        for (SignalHandle handle : table) {
            if (handle != null) {
                handle.forget();
            }
        }
    }

    String path(Mem<?> memory) {
        return memories.computeIfAbsent(memory, design::path);
    }
}
