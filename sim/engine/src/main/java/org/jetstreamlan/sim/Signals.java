package org.jetstreamlan.sim;

import java.util.HashMap;
import java.util.Map;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Signal;

/// The signals of a running design by Java reference, each looked up once.
final class Signals {
    private final Kernel kernel;
    private final Design<?> design;
    private final Simulator simulator;
    private final Map<Signal<?>, SignalHandle> handles = new HashMap<>();
    private final Map<Mem<?>, String> memories = new HashMap<>();

    Signals(Kernel kernel, Design<?> design, Simulator simulator) {
        this.kernel = kernel;
        this.design = design;
        this.simulator = simulator;
    }

    /// @throws IllegalArgumentException if the signal has no name in this design
    SignalHandle of(Signal<?> signal) {
        SignalHandle known = handles.get(signal);
        return known == null ? look(signal) : known;
    }

    private SignalHandle look(Signal<?> signal) {
        SignalHandle handle;
        if (signal.width() == 0) {
            handle = new SignalHandle(kernel, simulator, signal, signal.toString(), null);
        } else {
            String path = design.path(signal);
            handle = new SignalHandle(kernel, simulator, signal, path, simulator.probe(path));
        }
        handles.put(signal, handle);
        return handle;
    }

    /// The handle of a signal that a test bench may set.
    ///
    /// @throws IllegalArgumentException if the design drives it, with the line that declares it
    SignalHandle toPoke(Signal<?> signal) {
        SignalHandle handle = of(signal);
        if (!handle.isPokable()) {
            ProbeErrors.checkPokable(design.circuit(), handle.probe());
        }
        return handle;
    }

    /// Forgets how signals changed.
    void forget() {
        handles.values().forEach(SignalHandle::forget);
    }

    String path(Mem<?> memory) {
        return memories.computeIfAbsent(memory, design::path);
    }
}
