package org.jetstreamlan.sim.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.jetstreamlan.sim.Trigger.cycles;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.sim.PowerUp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// What [Simulate] makes of a test: runs, skips, reports.
class SimulateTest {
    private static final List<String> LOG = new ArrayList<>();
    private static final List<Long> SEEDS = new ArrayList<>();

    @TempDir Path folder;

    private static final class Counter extends Module {
        final UInt count = output(uint(8));
        private final UInt value = reg(uint(8), init(0));

        @Override
        protected void build() {
            value.next(value.add(1));
            count.assign(value);
        }
    }

    /// Run by the tests below only.
    static final class Samples {
        @Simulate
        void passes(TestRun run) {
            LOG.add("on " + run.engine().name());
            SEEDS.add(run.seed());
            var sim = run.simulate(Counter::new);
            sim.background(
                    "open",
                    () -> {
                        try {
                            sim.await(cycles(100));
                        } finally {
                            LOG.add("closed");
                        }
                    });
            sim.step(3);
            sim.expect(sim.top().count, 3);
        }

        @Simulate(EngineName.JIT)
        void fails(TestRun run) {
            LOG.add(run.seed() + " " + run.random().nextInt());
            var sim = run.simulate(Counter::new);
            assertThat(sim.seed()).isEqualTo(run.seed());
            LOG.add("" + sim.random().nextInt());
            sim.step(3);
            sim.expect(sim.top().count, 4);
        }

        @Simulate(value = EngineName.JIT, powerUps = 3)
        void powersUp(TestRun run) {
            var sim = run.simulate(Counter::new);
            LOG.add("" + sim.peek(sim.top().count));
            assertThat(run.powerUp()).isInstanceOf(PowerUp.Random.class);
            sim.reset();
            sim.step(3);
            sim.expect(sim.top().count, 3);
            fail("on purpose");
        }

        @Simulate(EngineName.JIT)
        void aborts(TestRun run) {
            assumeTrue(run.seed() == 0.5, "not today");
            fail("it goes on");
        }
    }

    @BeforeEach
    @AfterEach
    void forget() {
        LOG.clear();
        SEEDS.clear();
        System.clearProperty("jetstream.seed");
        System.clearProperty("jetstream.waves");
        System.clearProperty("jetstream.record");
    }

    /// The result of each run of a sample, by the name it is shown with.
    private static Map<String, TestExecutionResult> run(String sample) {
        Map<String, TestExecutionResult> results = new LinkedHashMap<>();
        var request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectMethod(Samples.class, sample, TestRun.class.getName()))
                        .build();
        LauncherFactory.create()
                .execute(
                        request,
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(
                                    TestIdentifier test, TestExecutionResult result) {
                                if (test.isTest()) {
                                    results.put(test.getDisplayName(), result);
                                }
                            }
                        });
        return results;
    }

    private static TestExecutionResult onJit(String sample) {
        return run(sample).getOrDefault("jit", TestExecutionResult.successful());
    }

    private static String message(TestExecutionResult result) {
        return result.getThrowable().map(Throwable::getMessage).orElse("");
    }

    @Test
    void aTestRunsOncePerEngineAndItsSimulationsAreClosed() {
        Needed.engine(EngineName.VERILATOR.engine());
        var results = run("passes");
        assertThat(results.keySet()).containsExactly("jit", "verilator");
        assertThat(results.values()).allMatch(result -> result.getStatus() == Status.SUCCESSFUL);
        assertThat(LOG).containsExactly("on jit", "closed", "on verilator", "closed");
        assertThat(SEEDS.getFirst()).isEqualTo(SEEDS.getLast());
    }

    @Test
    void aFailureSaysEngineSeedAndTheCommandThatRunsItAgain() {
        System.setProperty("jetstream.seed", "1234");
        var result = onJit("fails");
        assertThat(result.getStatus()).isEqualTo(Status.FAILED);
        assertThat(message(result))
                .startsWith(
                        """
                        java.lang.AssertionError: count is 3, expected 4, at 24 ns
                        engine jit, seed 1234
                        waves with -Djetstream.waves=true, of the end with last:1000
                        again: \
                        """)
                .endsWith(
                        "test -Dsurefire.failIfNoSpecifiedTests=false -Dtest='org.jetstreamlan.sim.junit.SimulateTest$Samples#fails' -Djetstream.seed=1234");
        assertThat(result.getThrowable().map(Throwable::getCause))
                .get()
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void theSeedThatAFailureSaysGivesTheSameRandomNumbers() {
        String message = message(onJit("fails"));
        run("fails");
        System.setProperty("jetstream.seed", message.replaceAll("(?s).*jetstream.seed=", ""));
        run("fails");
        assertThat(LOG).hasSize(6);
        assertThat(LOG.subList(4, 6)).isEqualTo(LOG.subList(0, 2)).isNotEqualTo(LOG.subList(2, 4));
    }

    @Test
    void aFailureNamesWavesAndRecordingIfTheyAreWanted() throws IOException {
        System.setProperty("jetstream.waves", folder.toString());
        System.setProperty("jetstream.record", folder.toString());
        var result = onJit("fails");
        Path wave = folder.resolve("Samples.fails.jit.vcd");
        Path recording = folder.resolve("Samples.fails.jit.rec");
        assertThat(message(result))
                .contains("\nwave " + wave + "\n", "\nrecording " + recording + "\n");
        assertThat(recording)
                .content(StandardCharsets.ISO_8859_1)
                .startsWith("jetstream recording 1\n");
        assertThat(Files.readString(wave)).contains("$var", "count", "#24");
    }

    /// The last two of four periods, in which the count is 0 to 3.
    @Test
    void aFailureWritesTheLastPeriodsIfTheyAreWanted() throws IOException {
        System.setProperty("jetstream.waves", "last:2");
        Path wave = Path.of("target", "waves", "Samples.fails.jit.vcd");
        Files.deleteIfExists(wave);
        assertThat(message(onJit("fails"))).contains("\nwave " + wave + "\n");
        assertThat(Files.readString(wave))
                .contains("b10 ", "b11 ")
                .doesNotContain("b0 ", "b1 ", "b00000000 ", "b00000001 ");
        Files.delete(wave);
        onJit("passes");
        assertThat(Path.of("target", "waves", "Samples.passes.jit.vcd")).doesNotExist();
    }

    @Test
    void aNumberOfPeriodsThatIsNoneIsSaid() {
        System.setProperty("jetstream.waves", "last:few");
        assertThat(message(onJit("fails")))
                .contains("-Djetstream.waves=last:few: behind 'last:' stands a number of periods");
    }

    @Test
    void aTestRunsWithSeveralPowerUpsWhichAFailureNames() {
        System.setProperty("jetstream.seed", "1234");
        var results = run("powersUp");
        assertThat(results).hasSize(3);
        results.forEach(
                (name, result) -> {
                    assertThat(name).matches("jit, power-up random -?\\d+");
                    assertThat(message(result))
                            .contains(
                                    "on purpose",
                                    "\nengine jit, seed 1234" + name.substring(3) + "\n");
                });
        assertThat(LOG).hasSize(3).doesNotHaveDuplicates();
        var first = List.copyOf(LOG);
        LOG.clear();
        run("powersUp");
        assertThat(LOG).isEqualTo(first);
    }

    @Test
    void aTestThatSaysItCannotRunIsSkipped() {
        var result = onJit("aborts");
        assertThat(result.getStatus()).isEqualTo(Status.ABORTED);
    }
}
