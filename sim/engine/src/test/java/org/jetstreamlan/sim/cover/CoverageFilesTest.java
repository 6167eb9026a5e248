package org.jetstreamlan.sim.cover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Merging, in memory and in files.
class CoverageFilesTest {
    @TempDir private Path folder;

    /// Counts up to a limit.
    static final class Counter extends Module {
        private final int width;
        final Bool step = input(bool());
        final UInt count;
        private final UInt value;

        Counter(int width) {
            this.width = width;
            super();
            count = output(uint(width));
            value = reg(uint(width), init(0));
        }

        @Override
        protected String moduleName() {
            return "Counter_w" + width;
        }

        @Override
        protected void build() {
            when(step, () -> value.next(value.add(1)));
            cover(value.eq(3), "three");
            count.assign(value);
        }
    }

    /// A run with a stimulus of its own.
    private static void run(Simulation<Counter> sim, long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            sim.poke(sim.top().step, random.nextInt(6) == 0);
            sim.step();
        }
    }

    private static Coverage coverage(int width, long seed) {
        var covered = new CoverageEngine(new JitEngine());
        try (var sim = Simulation.of(covered, () -> new Counter(width))) {
            run(sim, seed);
        }
        return covered.coverage().getFirst();
    }

    private static long met(Coverage coverage) {
        return coverage.events().getOrDefault("three", 0L);
    }

    @Test
    void theOrderOfMergingDoesNotMatter() {
        Coverage a = coverage(4, 1);
        Coverage b = coverage(4, 2);
        Coverage c = coverage(4, 3);
        assertThat(a).isNotEqualTo(b).isNotEqualTo(c);
        assertThat(a.plus(b)).isEqualTo(b.plus(a)).isNotEqualTo(a);
        assertThat(a.plus(b).plus(c)).isEqualTo(a.plus(b.plus(c)));
        assertThat(met(a.plus(b))).isEqualTo(met(a) + met(b)).isPositive();
    }

    @Test
    void anotherDesignIsRefusedWithTheFirstDifference() {
        assertThatThrownBy(() -> coverage(4, 1).plus(coverage(5, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("coverage of Counter_w4 and of Counter_w5 cannot be merged")
                .hasMessageContaining("'design Counter_w4' here, 'design Counter_w5' there")
                .hasMessageContaining("report them side by side");
    }

    @Test
    void whatIsWrittenIsRead() {
        Path file = folder.resolve("a.coverage");
        Coverage coverage = coverage(70, 5);
        coverage.writeTo(file);
        assertThat(Coverage.read(file)).isEqualTo(coverage).hasToString(coverage.toString());
    }

    @Test
    void aFileThatIsNotWholeIsRefused() throws IOException {
        Path file = folder.resolve("a.coverage");
        coverage(4, 1).writeTo(file);
        String text = Files.readString(file);
        for (String damaged :
                List.of(
                        text.replace("points\t20", "points\t21"),
                        text.substring(0, text.length() / 2),
                        text.replace("Counter", "counter"))) {
            assertThat(damaged).isNotEqualTo(text);
            Files.writeString(file, damaged);
            assertThatThrownBy(() -> Coverage.read(file))
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("the file was cut or changed");
        }
        Files.writeString(file, "something else");
        assertThatThrownBy(() -> Coverage.read(file)).hasMessageContaining("no coverage");
    }

    /// As many threads as there are runs, one engine each: nothing is lost.
    @Test
    void runsInSeveralThreadsAddToOneFile() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            long seed = i;
            var engine = CoverageEngine.into(folder, new JitEngine());
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try (var sim =
                                                Simulation.of(engine, () -> new Counter(4))) {
                                            run(sim, seed);
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Coverage sum = coverage(4, 0);
        for (int seed = 1; seed < 8; seed++) {
            sum = sum.plus(coverage(4, seed));
        }
        assertThat(CoverageFolder.read(List.of(folder))).containsExactly(sum);
    }

    @Test
    void thePropertyCoversWhateverIsSimulated() throws IOException {
        System.setProperty("jetstream.coverage", folder.toString());
        try {
            for (int width : new int[] {4, 5, 4}) {
                try (var sim = Simulation.of(Engines.jit(), () -> new Counter(width))) {
                    run(sim, 1);
                }
            }
            // An engine of the user's own around it counts, too.
            var own = new CoverageEngine(Engines.jit());
            try (var sim = Simulation.of(own, () -> new Counter(4))) {
                run(sim, 1);
            }
            assertThat(own.coverage()).containsExactly(coverage(4, 1));
        } finally {
            System.clearProperty("jetstream.coverage");
        }
        Coverage one = coverage(4, 1);
        assertThat(CoverageFolder.read(List.of(folder)))
                .containsExactly(one.plus(one).plus(one), coverage(5, 1));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            ".lock",
                            "Counter_w4-" + one.id() + ".coverage",
                            "Counter_w5-" + coverage(5, 1).id() + ".coverage");
        }
    }

    /// What a simulator has counted is there before it is closed, and is not lost if only the model is.
    @Test
    void openSimulatorsCount() {
        var covered = new CoverageEngine(new JitEngine());
        var design = Design.of(() -> new Counter(4));
        var model = covered.compile(design.circuit());
        var simulator = model.instantiate();
        simulator.poke(simulator.probe("step"), 1);
        simulator.step(5);
        assertThat(covered.coverage().getFirst().events()).containsEntry("three", 1L);
        simulator.step(5);
        model.close();
        assertThat(covered.coverage()).hasSize(1);
        assertThat(Counts.ways(covered.coverage().getFirst()))
                .containsExactly("true 10", "false 0");
    }

    /// The design is as it was for whoever looks.
    @Test
    void whatIsAddedDoesNotShow() {
        var design = Design.of(() -> new Counter(4));
        var covered = new CoverageEngine(new JitEngine());
        try (var model = covered.compile(design.circuit());
                var simulator = model.instantiate()) {
            assertThat(model.circuit()).isSameAs(design.circuit());
            assertThat(simulator.model().circuit()).isSameAs(design.circuit());
        }
    }
}
