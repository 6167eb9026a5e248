package org.jetstreamlan.sim.fuzz;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// Runs two engines side by side on random stimulus and compares everything that has a name.
public final class Lockstep {
    /// What to compare.
    public enum Look {
        OUTPUTS,
        ALL_SIGNALS
    }

    private record Pair(Probe expected, Probe actual) {}

    private final Simulator expected;
    private final Simulator actual;
    private final String title;
    private final Random random;
    private final List<Pair> inputs = new ArrayList<>();
    private final List<Pair> watched = new ArrayList<>();

    private Lockstep(Simulator expected, Simulator actual, long seed, Look look) {
        this.expected = expected;
        this.actual = actual;
        title = "seed " + seed;
        random = new Random(seed);
        for (Observables.Signal signal : Observables.of(expected.model().circuit()).all()) {
            Pair pair = new Pair(expected.probe(signal.path()), actual.probe(signal.path()));
            if (pair.expected.isInput()) {
                inputs.add(pair);
            }
            boolean output = signal.instance() == 0 && signal.kind() == Observables.Kind.OUTPUT;
            if (output || look == Look.ALL_SIGNALS) {
                watched.add(pair);
            }
        }
    }

    /// Compares `cycles` clock periods of `circuit`; `seed` makes the stimulus.
    ///
    /// @throws AssertionError with path, cycle, both values and the seed at the first difference
    public static void compare(
            Circuit circuit, Engine expected, Engine actual, long seed, int cycles, Look look) {
        try (Model expectedModel = expected.compile(circuit);
                Model actualModel = actual.compile(circuit);
                Simulator a = expectedModel.instantiate();
                Simulator b = actualModel.instantiate()) {
            Lockstep lockstep = new Lockstep(a, b, seed, look);
            lockstep.run(cycles);
            if (look == Look.ALL_SIGNALS) {
                lockstep.compareMemories(circuit.top(), "");
            }
        }
    }

    private void run(int cycles) {
        for (int cycle = 0; cycle < cycles; cycle++) {
            // Some cycles are looked at before pokes, some only after, some not at all.
            if (cycle % 3 == 1) {
                compareSome(cycle, 3);
            }
            poke();
            if (cycle % 4 != 2) {
                compareSome(cycle, 1);
            }
            expected.step();
            actual.step();
        }
        compareSome(cycles, 1);
    }

    private void poke() {
        for (Pair pair : inputs) {
            int oneIn = pair.expected.path().equals("rst") ? 8 : 2;
            if (random.nextInt(oneIn) == 0) {
                int width = pair.expected.width();
                BigInteger value =
                        switch (random.nextInt(5)) {
                            case 0 -> BigInteger.ZERO;
                            case 1 -> BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
                            default -> new BigInteger(width, random);
                        };
                expected.pokeWide(pair.expected, value);
                actual.pokeWide(pair.actual, value);
            }
        }
    }

    /// Compares one in `oneIn` of the watched signals.
    private void compareSome(int cycle, int oneIn) {
        for (Pair pair : watched) {
            if (oneIn == 1 || random.nextInt(oneIn) == 0) {
                BigInteger right = expected.peekWide(pair.expected);
                BigInteger got = actual.peekWide(pair.actual);
                if (!right.equals(got)) {
                    throw new AssertionError(
                            "%s, cycle %d: %s is %x, expected %x"
                                    .formatted(title, cycle, pair.expected.path(), got, right));
                }
            }
        }
    }

    private void compareMemories(ModuleDef module, String path) {
        for (Memory memory : module.memories()) {
            for (int i = 0; i < memory.depth(); i++) {
                BigInteger right = expected.peekMemory(path + memory.name(), i);
                BigInteger got = actual.peekMemory(path + memory.name(), i);
                if (!right.equals(got)) {
                    throw new AssertionError(
                            "%s: %s%s[%d] is %x, expected %x"
                                    .formatted(title, path, memory.name(), i, got, right));
                }
            }
        }
        for (ModuleDef.Instance child : module.instances()) {
            compareMemories(child.module(), path + child.name() + '.');
        }
    }
}
