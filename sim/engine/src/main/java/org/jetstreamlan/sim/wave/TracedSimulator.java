package org.jetstreamlan.sim.wave;

import java.math.BigInteger;
import java.util.List;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.ValueReader;

/// A simulator that shows a [Trace] every period, on whichever engine.
public final class TracedSimulator implements Simulator {
    private final Simulator simulator;
    private final Trace trace;

    public TracedSimulator(Simulator simulator, Trace trace) {
        this.simulator = simulator;
        this.trace = trace;
    }

    @Override
    public Model model() {
        return simulator.model();
    }

    @Override
    public Probe probe(String path) {
        return simulator.probe(path);
    }

    @Override
    public long peek(Probe probe) {
        return simulator.peek(probe);
    }

    @Override
    public void poke(Probe probe, long value) {
        simulator.poke(probe, value);
    }

    @Override
    public BigInteger peekWide(Probe probe) {
        return simulator.peekWide(probe);
    }

    @Override
    public void pokeWide(Probe probe, BigInteger value) {
        simulator.pokeWide(probe, value);
    }

    @Override
    public BigInteger peekMemory(String path, int address) {
        return simulator.peekMemory(path, address);
    }

    @Override
    public ValueReader reader(List<Probe> probes) {
        return simulator.reader(probes);
    }

    @Override
    public void step() {
        trace.sample(simulator.cycle());
        simulator.step();
    }

    @Override
    public void stepTogether(String... clocks) {
        trace.sample(simulator.cycle());
        simulator.stepTogether(clocks);
    }

    @Override
    public long cycle() {
        return simulator.cycle();
    }

    /// Records the present period, which no step has ended, and closes trace and simulator.
    @Override
    public void close() {
        try (simulator;
                trace) {
            trace.sample(simulator.cycle());
        }
    }
}
