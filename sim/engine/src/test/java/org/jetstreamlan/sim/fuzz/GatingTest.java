package org.jetstreamlan.sim.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.jit.Optimisation;
import org.junit.jupiter.api.Test;

/// Skipping what is idle never shows: the jit engine with all code in each clock, with code in parts made at random that run only when called,
/// moving over to other code again and again, and so with some optimisations only, does the same on random circuits with bursts of change and of
/// quiet, whatever is looked at, from the beginning or later.
///
/// | property | meaning | if absent |
/// | --- | --- | --- |
/// | `jetstream.gating.seconds` | for how long | 10 |
/// | `jetstream.fuzz.seed` | first circuit; each failure names its own | drawn by chance |
class GatingTest {
    private static final int CYCLES = 300;

    private static void agree(Circuit circuit, long seed) {
        List<Engine> engines =
                List.of(
                        new JitEngine(Set.of()),
                        new JitEngine(Set.of(Optimisation.BRANCHES)),
                        JitEngine.gatedAtRandom(seed),
                        JitEngine.restless(),
                        withSome(JitEngine.gatedAtRandom(seed), seed),
                        withSome(JitEngine.restless(), seed));
        boolean outputsOnly = (seed & 1) == 0;
        try (var sides =
                new SideBySide(
                        circuit,
                        engines,
                        outputsOnly ? SideBySide::isOutput : SideBySide::isOutputOrState)) {
            if ((seed & 2) == 0) {
                sides.lookingAtMore();
            }
            assertThat(sides.settingState().run(seed, CYCLES)).as("seed %d", seed).isNull();
        } catch (RuntimeException failure) {
            throw new AssertionError("seed " + seed, failure);
        }
    }

    /// With about half of the optimisations, gating among them.
    private static JitEngine withSome(JitEngine engine, long seed) {
        var random = new Random(seed);
        for (var optimisation : Optimisation.values()) {
            if (optimisation != Optimisation.GATING && random.nextBoolean()) {
                engine = engine.without(optimisation);
            }
        }
        return engine;
    }

    @Test
    void whatIsIdleIsSkippedWithoutEffect() {
        var end =
                Instant.now()
                        .plus(Duration.ofSeconds(Long.getLong("jetstream.gating.seconds", 10)));
        long first = Long.getLong("jetstream.fuzz.seed", System.nanoTime() >>> 20);
        long seed = first;
        for (; Instant.now().isBefore(end); seed++) {
            agree(CircuitBatch.of(seed, 1 + (int) (seed % 8), true).circuit(), seed);
            agree(CircuitBatch.repeated(seed, 4), seed);
            var options = CircuitBatch.options(seed, ClockSpec.CORE).slicedNets(true);
            agree(SeveralClocks.of(RandomCircuit.of(seed, options), seed), seed);
        }
        System.out.printf("gating: seeds %d to %d, no difference%n", first, seed - 1);
    }
}
