package org.jetstreamlan.examples;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// A running design with its signals by name, out of reset.
public final class Bench implements AutoCloseable {
    private final Model model;
    public final Simulator simulator;
    private final Map<String, Probe> probes = new HashMap<>();

    public Bench(EngineUnderTest engine, Supplier<? extends Module> module) {
        model = engine.compile(Design.<Module>of(module::get).circuit());
        simulator = model.instantiate();
        poke("rst", 1).step().poke("rst", 0);
    }

    private Probe probe(String name) {
        return probes.computeIfAbsent(name, simulator::probe);
    }

    public Bench poke(String name, long value) {
        simulator.poke(probe(name), value);
        return this;
    }

    public long peek(String name) {
        return simulator.peek(probe(name));
    }

    public boolean isSet(String name) {
        return peek(name) != 0;
    }

    public Bench step() {
        simulator.step();
        return this;
    }

    public Bench step(long clocks) {
        simulator.step(clocks);
        return this;
    }

    @Override
    public void close() {
        simulator.close();
        model.close();
    }
}
