package org.jetstreamlan.hdl.lib;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.jit.JitEngine;

/// A block with its ports by name, out of reset.
public final class Bench implements AutoCloseable {
    private final Model model;
    private final Simulator simulator;
    private final Map<String, Probe> probes = new HashMap<>();

    public Bench(Supplier<? extends Module> module) {
        this(new JitEngine(), module);
    }

    public Bench(Engine engine, Supplier<? extends Module> module) {
        model = engine.compile(Design.<Module>of(module::get).circuit());
        simulator = model.instantiate();
        if (!model.circuit().top().domains().isEmpty()) {
            poke("rst", 1).step().poke("rst", 0);
        }
    }

    private Probe probe(String name) {
        return probes.computeIfAbsent(name, simulator::probe);
    }

    public Bench poke(String name, long value) {
        simulator.poke(probe(name), value);
        return this;
    }

    public Bench pokeWide(String name, BigInteger value) {
        simulator.pokeWide(probe(name), value);
        return this;
    }

    public long peek(String name) {
        return simulator.peek(probe(name));
    }

    public Bench step() {
        simulator.step();
        return this;
    }

    @Override
    public void close() {
        simulator.close();
        model.close();
    }
}
