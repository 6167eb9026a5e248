package org.jetstreamlan.sim.jit;

import java.math.BigInteger;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.fuzz.ModuleBuilder;

/// A running circuit with signals by name, so that tests read as what they say.
final class Bench implements AutoCloseable {
    private final Model model;
    private final Simulator simulator;

    Bench(ModuleBuilder top) {
        this(top.circuit());
    }

    Bench(Circuit circuit) {
        model = new JitEngine().compile(circuit);
        simulator = model.instantiate();
    }

    Simulator simulator() {
        return simulator;
    }

    Bench poke(String path, long value) {
        simulator.poke(simulator.probe(path), value);
        return this;
    }

    Bench poke(String path, BigInteger value) {
        simulator.pokeWide(simulator.probe(path), value);
        return this;
    }

    Bench step() {
        simulator.step();
        return this;
    }

    long peek(String path) {
        return simulator.peek(simulator.probe(path));
    }

    BigInteger peekWide(String path) {
        return simulator.peekWide(simulator.probe(path));
    }

    BigInteger cell(String memory, int address) {
        return simulator.peekMemory(memory, address);
    }

    @Override
    public void close() {
        simulator.close();
        model.close();
    }
}
