package org.jetstreamlan.sim;

import java.math.BigInteger;
import java.util.List;

/// A simulator around another: does what that one does, but for what a subclass adds.
public abstract class ForwardingSimulator implements Simulator {
    protected final Simulator inner;

    protected ForwardingSimulator(Simulator inner) {
        this.inner = inner;
    }

    @Override
    public Model model() {
        return inner.model();
    }

    @Override
    public Probe probe(String path) {
        return inner.probe(path);
    }

    @Override
    public long peek(Probe probe) {
        return inner.peek(probe);
    }

    @Override
    public void poke(Probe probe, long value) {
        inner.poke(probe, value);
    }

    @Override
    public BigInteger peekWide(Probe probe) {
        return inner.peekWide(probe);
    }

    @Override
    public void pokeWide(Probe probe, BigInteger value) {
        inner.pokeWide(probe, value);
    }

    @Override
    public BigInteger peekMemory(String path, int address) {
        return inner.peekMemory(path, address);
    }

    @Override
    public void pokeMemory(String path, int address, BigInteger value) {
        inner.pokeMemory(path, address, value);
    }

    @Override
    public ValueReader reader(List<Probe> probes) {
        return inner.reader(probes);
    }

    @Override
    public void step() {
        inner.step();
    }

    @Override
    public void stepTogether(String... clocks) {
        inner.stepTogether(clocks);
    }

    @Override
    public long cycle() {
        return inner.cycle();
    }

    @Override
    public Snapshot snapshot() {
        return inner.snapshot();
    }

    @Override
    public void restore(Snapshot snapshot) {
        inner.restore(snapshot);
    }

    @Override
    public void powerUp(PowerUp powerUp) {
        inner.powerUp(powerUp);
    }

    @Override
    public void close() {
        inner.close();
    }
}
