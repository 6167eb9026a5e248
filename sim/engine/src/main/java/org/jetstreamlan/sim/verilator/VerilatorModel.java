package org.jetstreamlan.sim.verilator;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.sim.Clocks;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;
import org.jspecify.annotations.Nullable;

/// A design as loaded libraries, one per [Visibility] that was asked for. Simulators may live in different threads.
final class VerilatorModel implements Model {
    private final Circuit circuit;
    private final VerilatedDesign design;
    private final ModelBuild build;
    private final Visibility visibility;
    private final Map<Visibility, NativeShim> shims = new EnumMap<>(Visibility.class);
    private final List<VerilatorSimulator> simulators = new ArrayList<>();
    private @Nullable Locator locator;
    private @Nullable NativeState state;
    private @Nullable Model shadow;
    private final Clocks clocks;
    private boolean closed;

    VerilatorModel(
            Circuit circuit, VerilatedDesign design, ModelBuild build, Visibility visibility) {
        this.circuit = circuit;
        this.design = design;
        this.build = build;
        this.visibility = visibility;
        clocks = new Clocks(circuit);
        shim(visibility);
    }

    @Override
    public Circuit circuit() {
        return circuit;
    }

    Clocks clocks() {
        return clocks;
    }

    VerilatedDesign design() {
        return design;
    }

    @Override
    public synchronized Simulator instantiate() {
        if (closed) {
            throw new EngineException(circuit.top().name() + ": the model is closed");
        }
        var simulator = new VerilatorSimulator(this, visibility);
        simulators.add(simulator);
        return simulator;
    }

    /// The library in which so much is visible, built if need be.
    synchronized NativeShim shim(Visibility wanted) {
        return shims.computeIfAbsent(wanted, _ -> new NativeShim(build.obtain(design, wanted)));
    }

    synchronized Locator locator() {
        var known = locator;
        if (known == null) {
            known = new Locator(circuit, design, Observables.of(circuit));
            locator = known;
        }
        return known;
    }

    synchronized NativeState state() {
        var known = state;
        if (known == null) {
            known = new NativeState(circuit, design);
            state = known;
        }
        return known;
    }

    /// The same circuit on the jit engine, for values that the Verilog has under no name.
    synchronized Model shadow() {
        var known = shadow;
        if (known == null) {
            known = Engines.jit().compile(circuit);
            shadow = known;
        }
        return known;
    }

    synchronized void forget(VerilatorSimulator simulator) {
        simulators.remove(simulator);
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (var simulator : List.copyOf(simulators)) {
            simulator.close();
        }
        if (shadow != null) {
            shadow.close();
        }
        shims.values().forEach(NativeShim::close);
        shims.clear();
    }
}
