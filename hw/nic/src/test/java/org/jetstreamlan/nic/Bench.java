package org.jetstreamlan.nic;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.jit.JitEngine;

/// A module on the jit engine, its nets by name.
public final class Bench implements AutoCloseable {
    private final Simulator simulator;
    private final Map<String, Probe> probes = new HashMap<>();

    public Bench(Model model) {
        this.simulator = model.instantiate();
    }

    public static Model compile(Supplier<? extends Module> module) {
        return new JitEngine().compile(Design.of(module).circuit());
    }

    /// Random numbers of a test: the seed is printed, and `-Djetstream.seed=` replays it.
    public static Random random(String test) {
        long seed = Long.getLong("jetstream.seed", new Random().nextLong());
        System.out.println(test + ": -Djetstream.seed=" + seed);
        return new Random(seed);
    }

    /// The bytes of a cell of block memory, without their parity.
    public static long bytes(BigInteger cell) {
        long bytes = 0;
        for (int i = 0; i < 8; i++) {
            bytes |= (cell.shiftRight(9 * i).longValue() & 0xFF) << 8 * i;
        }
        return bytes;
    }

    /// A cell of block memory with these bytes, each with its parity.
    public static BigInteger cell(long bytes) {
        var cell = BigInteger.ZERO;
        for (int i = 7; i >= 0; i--) {
            int octet = (int) (bytes >>> 8 * i) & 0xFF;
            int parity = Integer.bitCount(octet) & 1;
            cell = cell.shiftLeft(9).or(BigInteger.valueOf(parity << 8 | octet));
        }
        return cell;
    }

    public Simulator simulator() {
        return simulator;
    }

    private Probe probe(String name) {
        return probes.computeIfAbsent(name, simulator::probe);
    }

    public void set(String name, long value) {
        simulator.poke(probe(name), value);
    }

    public void set(String name, boolean value) {
        set(name, value ? 1 : 0);
    }

    public long get(String name) {
        return simulator.peek(probe(name));
    }

    public boolean is(String name) {
        return get(name) != 0;
    }

    public long cycle() {
        return simulator.cycle();
    }

    public void step() {
        simulator.step();
    }

    @Override
    public void close() {
        simulator.close();
    }
}
