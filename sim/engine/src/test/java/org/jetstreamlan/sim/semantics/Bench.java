package org.jetstreamlan.sim.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.PowerUp;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.Snapshot;

/// A simulator with signals by name, for tests that read as sentences.
final class Bench implements AutoCloseable {
    private final Model model;
    private final Simulator simulator;
    private final Map<String, Probe> probes = new HashMap<>();

    Bench(Model model) {
        this.model = model;
        simulator = model.instantiate();
    }

    private Probe probe(String path) {
        return probes.computeIfAbsent(path, simulator::probe);
    }

    Bench poke(String path, long value) {
        return poke(path, new BigInteger(Long.toUnsignedString(value)));
    }

    Bench poke(String path, BigInteger value) {
        simulator.pokeWide(probe(path), value);
        return this;
    }

    Bench expect(String path, long value) {
        return expect(path, new BigInteger(Long.toUnsignedString(value)));
    }

    Bench expect(String path, BigInteger value) {
        assertThat(simulator.peekWide(probe(path)))
                .as("%s in cycle %d", path, simulator.cycle())
                .isEqualTo(value);
        return this;
    }

    Bench expectCell(String memory, int address, long value) {
        assertThat(simulator.peekMemory(memory, address))
                .as("%s[%d] in cycle %d", memory, address, simulator.cycle())
                .isEqualTo(value);
        return this;
    }

    Bench pokeCell(String memory, int address, long value) {
        simulator.pokeMemory(memory, address, new BigInteger(Long.toUnsignedString(value)));
        return this;
    }

    Bench powerUp(PowerUp powerUp) {
        simulator.powerUp(powerUp);
        return this;
    }

    BigInteger peek(String path) {
        return simulator.peekWide(probe(path));
    }

    Snapshot snapshot() {
        return simulator.snapshot();
    }

    Bench restore(Snapshot snapshot) {
        simulator.restore(snapshot);
        return this;
    }

    Bench step() {
        simulator.step();
        return this;
    }

    Bench step(int cycles) {
        simulator.step(cycles);
        return this;
    }

    Bench step(String... clocks) {
        simulator.stepTogether(clocks);
        return this;
    }

    @Override
    public void close() {
        simulator.close();
        model.close();
    }
}
