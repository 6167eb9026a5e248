package org.jetstreamlan.sim.cover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.fuzz.BlackBoxed;
import org.jetstreamlan.sim.fuzz.CircuitBatch;
import org.jetstreamlan.sim.fuzz.RandomCircuit;
import org.jetstreamlan.sim.fuzz.ReferenceEngine;
import org.jetstreamlan.sim.fuzz.SeveralClocks;
import org.jetstreamlan.sim.fuzz.SideBySide;
import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.verilator.Tools;
import org.jetstreamlan.sim.verilator.VerilatorEngine;
import org.jetstreamlan.sim.verilator.Visibility;
import org.junit.jupiter.api.Test;

/// Random circuits: all engines count the same, and the ways that a walk through the statements finds.
///
/// | property | meaning | if absent |
/// | --- | --- | --- |
/// | `jetstream.fuzz.seed` | first circuit; each failure names its own | drawn by chance |
class RandomCoverageTest {
    private static final int CIRCUITS = 10;
    private static final int CYCLES = 200;

    private static long firstSeed() {
        return Long.getLong("jetstream.fuzz.seed", System.nanoTime() >>> 20);
    }

    /// Runs a circuit on all engines, covered; their coverage, after the same stimulus.
    private static List<Coverage> run(Circuit circuit, long seed, Engine walking, Engine... all) {
        List<CoverageEngine> covered = new ArrayList<>();
        for (Engine engine : all) {
            covered.add(new CoverageEngine(engine));
        }
        List<Engine> engines = new ArrayList<>(covered);
        engines.add(walking);
        try (var sides = new SideBySide(circuit, engines, SideBySide::isOutput)) {
            assertThat(sides.run(seed, CYCLES)).as("seed %d", seed).isNull();
        }
        return covered.stream().map(engine -> engine.coverage().getFirst()).toList();
    }

    private static Map<String, List<Long>> ways(Coverage coverage) {
        Map<String, List<Long>> ways = new TreeMap<>();
        for (Coverage.Instance instance : coverage.instances()) {
            for (int i = 0; i < instance.module().points().size(); i++) {
                if (instance.module().points().get(i) instanceof Point.Way way) {
                    ways.computeIfAbsent(
                                    WaysByWalking.key(instance.path(), way.place()),
                                    _ -> new ArrayList<>())
                            .add(instance.counts().points()[i]);
                }
            }
        }
        return ways;
    }

    @Test
    void jitCountsWhatTheReferenceCountsAndAWalkFinds() {
        long first = firstSeed();
        long taken = 0;
        for (long seed = first; seed < first + CIRCUITS; seed++) {
            Circuit circuit = Placed.of(CircuitBatch.of(seed, 2).circuit());
            var walking = new WaysByWalking();
            List<Coverage> counted =
                    run(
                            circuit,
                            seed,
                            walking,
                            new ReferenceEngine(),
                            new JitEngine(),
                            JitEngine.gatedAtRandom(seed),
                            JitEngine.restless());
            assertThat(ways(counted.getFirst())).as("seed %d", seed).isEqualTo(walking.ways);
            assertThat(counted).as("seed %d", seed).allMatch(counted.getFirst()::equals);
            taken +=
                    walking.ways.values().stream().flatMap(List::stream).filter(n -> n > 0).count();
        }
        System.out.printf("coverage: seeds from %d, %d ways taken%n", first, taken);
        assertThat(taken).isGreaterThan(100);
    }

    /// Here a watcher looks at what a branch skips while parts are idle, and they are not called when it is skipped no more.
    @Test
    void whatIsLookedAtGoesOnAsIfItWereNot() {
        long seed = 39_953_207;
        Circuit circuit = Placed.of(CircuitBatch.of(seed, 2).circuit());
        List<Coverage> counted =
                run(
                        circuit,
                        seed,
                        new WaysByWalking(),
                        new ReferenceEngine(),
                        JitEngine.restless());
        assertThat(counted.getLast()).isEqualTo(counted.getFirst());
    }

    @Test
    void soItDoesWithSeveralClocks() {
        long first = firstSeed();
        for (long seed = first; seed < first + CIRCUITS; seed++) {
            var options = CircuitBatch.options(seed, ClockSpec.CORE);
            Circuit circuit = Placed.of(SeveralClocks.of(RandomCircuit.of(seed, options), seed));
            List<Coverage> counted =
                    run(
                            circuit,
                            seed,
                            new ReferenceEngine(),
                            new ReferenceEngine(),
                            new JitEngine(),
                            JitEngine.restless());
            assertThat(counted).as("seed %d", seed).allMatch(counted.getFirst()::equals);
        }
    }

    @Test
    void blackBoxesAreLeftOut() {
        long first = firstSeed();
        for (long seed = first; seed < first + CIRCUITS; seed++) {
            var options = CircuitBatch.options(seed, ClockSpec.CORE).slicedNets(false).modules(3);
            Circuit circuit = BlackBoxed.of(RandomCircuit.of(seed, options));
            List<Coverage> counted =
                    run(
                            circuit,
                            seed,
                            new ReferenceEngine(),
                            new ReferenceEngine(),
                            new JitEngine());
            assertThat(counted).as("seed %d", seed).allMatch(counted.getFirst()::equals);
            for (Coverage.Instance instance : counted.getFirst().instances()) {
                boolean isBox = instance.module().words() == 0;
                assertThat(instance.module().points().isEmpty()).isEqualTo(isBox);
            }
        }
    }

    @Test
    void soDoesVerilator() {
        Tools.needVerilator();
        long seed = firstSeed();
        var verilator = new VerilatorEngine(Visibility.ALL).withCxxOptions("-O0");
        Circuit circuit = Placed.of(CircuitBatch.of(seed, 8, false).circuit());
        var walking = new WaysByWalking();
        List<Coverage> counted = run(circuit, seed, walking, new JitEngine(), verilator);
        assertThat(ways(counted.getLast())).as("seed %d", seed).isEqualTo(walking.ways);
        assertThat(counted.getLast()).as("seed %d", seed).isEqualTo(counted.getFirst());
    }
}
