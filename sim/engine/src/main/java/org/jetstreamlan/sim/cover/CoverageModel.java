package org.jetstreamlan.sim.cover;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;

/// A circuit whose simulators count. To the outside it is the circuit that the user gave.
final class CoverageModel implements Model {
    private final Circuit circuit;
    private final Instrumentation instrumentation;
    private final Model inner;
    private final Consumer<Coverage> whenClosed;
    private final List<CountingSimulator> open = new ArrayList<>();
    private boolean closed;

    CoverageModel(
            Circuit circuit,
            Instrumentation instrumentation,
            Model inner,
            Consumer<Coverage> whenClosed) {
        this.circuit = circuit;
        this.instrumentation = instrumentation;
        this.inner = inner;
        this.whenClosed = whenClosed;
    }

    @Override
    public Circuit circuit() {
        return circuit;
    }

    Instrumentation.Instrumented of(ModuleDef module) {
        return instrumentation.of(module);
    }

    @Override
    public Simulator instantiate() {
        CountingSimulator simulator = new CountingSimulator(inner.instantiate(), this);
        synchronized (open) {
            open.add(simulator);
        }
        return simulator;
    }

    boolean isClosed() {
        synchronized (open) {
            return closed;
        }
    }

    /// What simulators that are still open have counted.
    List<Coverage> ofOpen() {
        synchronized (open) {
            return open.stream().map(CountingSimulator::coverage).toList();
        }
    }

    /// Hands on what a simulator has counted, once.
    void closed(CountingSimulator simulator) {
        boolean isFirst;
        synchronized (open) {
            isFirst = open.remove(simulator);
        }
        if (isFirst) {
            whenClosed.accept(simulator.coverage());
        }
    }

    @Override
    public void close() {
        try (inner) {
            List<CountingSimulator> left;
            synchronized (open) {
                closed = true;
                left = List.copyOf(open);
            }
            left.forEach(this::closed);
        }
    }
}
