package org.jetstreamlan.sim.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.jit.Optimisation;
import org.junit.jupiter.api.Test;

/// No optimisation shows: the jit engine with none, with all, and with each of them left out does the same on random circuits.
///
/// | property | meaning | if absent |
/// | --- | --- | --- |
/// | `jetstream.optimisation.seconds` | for how long | 10 |
/// | `jetstream.fuzz.seed` | first circuit; each failure names its own | drawn by chance |
class OptimisationTest {
    private static final int CYCLES = 100;

    /// Of a seed: whether code runs in each clock, which is the code that instances share.
    private static final long UNGATED = 2;

    /// The engine without any optimisation comes first: it is the one that is believed.
    private static List<Engine> engines(long seed) {
        JitEngine gated = JitEngine.gatedAtRandom(seed);
        List<Engine> engines = new ArrayList<>();
        engines.add(new JitEngine(Set.of()));
        engines.add(new JitEngine());
        for (Optimisation optimisation : Optimisation.values()) {
            engines.add(
                    (seed & UNGATED) == 0
                            ? gated.without(optimisation)
                            : new JitEngine().without(optimisation));
            engines.add(new JitEngine(Set.of(optimisation)));
        }
        return engines;
    }

    private static void agree(Circuit circuit, long seed) {
        boolean outputsOnly = (seed & 1) == 0;
        try (var sides =
                new SideBySide(
                        circuit,
                        engines(seed),
                        outputsOnly ? SideBySide::isOutput : SideBySide::isOutputOrState)) {
            assertThat(sides.run(seed, CYCLES)).as("seed %d", seed).isNull();
        } catch (LinkageError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    /// Without CONSTANTS it stays in the graph, and no table looks at it.
    @Test
    void aWordWithoutBitsIsLookedUpByNobody() {
        long seed = 1_795_329_891L;
        agree(CircuitBatch.of(seed, 1 + (int) (seed % 4), true).circuit(), seed);
    }

    @Test
    void noOptimisationShows() {
        var end =
                Instant.now()
                        .plus(
                                Duration.ofSeconds(
                                        Long.getLong("jetstream.optimisation.seconds", 10)));
        long first = Long.getLong("jetstream.fuzz.seed", System.nanoTime() >>> 20);
        long seed = first;
        for (; Instant.now().isBefore(end); seed++) {
            agree(CircuitBatch.of(seed, 1 + (int) (seed % 4), true).circuit(), seed);
            var options = CircuitBatch.options(seed, ClockSpec.CORE).slicedNets(true);
            agree(CircuitBatch.repeated(seed, 4 + (int) (seed % 3)), seed | UNGATED);
            agree(SeveralClocks.of(RandomCircuit.of(seed, options), seed), seed);
        }
        System.out.printf("optimisations: seeds %d to %d, no difference%n", first, seed - 1);
    }
}
