package org.jetstreamlan.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.jetstreamlan.sim.Trigger.cycles;
import static org.jetstreamlan.sim.Trigger.edge;
import static org.jetstreamlan.sim.Trigger.firstOf;
import static org.jetstreamlan.sim.Trigger.join;
import static org.jetstreamlan.sim.Trigger.until;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jetstreamlan.sim.BenchProcess;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.SimulationFailure;
import org.jetstreamlan.sim.Time;
import org.jetstreamlan.sim.Trigger;
import org.jetstreamlan.sim.junit.Simulate;
import org.jetstreamlan.sim.junit.TestRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/// Conditions and agents, which are asked between processes, in the thread of whoever waited last: that do not answer, that throw, that loop.
@Timeout(120)
class BetweenProcessesTest {
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final AtomicBoolean stop = new AtomicBoolean();

    @AfterEach
    void stopWhatSpins() {
        stop.set(true);
    }

    private boolean spin() {
        while (!stop.get()) {
            Thread.onSpinWait();
        }
        return false;
    }

    private void stopAndAwait(BenchProcess... processes) {
        stop.set(true);
        for (BenchProcess process : processes) {
            while (process.isAlive()) {
                Thread.onSpinWait();
            }
        }
    }

    private static SimulationFailure failure(SimulationFailure.Kind kind, ThrowingCallable run) {
        SimulationFailure failure = catchThrowableOfType(SimulationFailure.class, run);
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
        return failure;
    }

    private static Simulation<TwoRates> simulate(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        sim.patience(PATIENCE);
        return sim;
    }

    private static void assertUsable(Simulation<TwoRates> sim) {
        BenchProcess later = sim.start("later", () -> sim.await(cycles(3)));
        sim.run(Time.US);
        assertThat(later.isAlive()).isFalse();
    }

    @Simulate
    void aConditionWithoutAnswerIsReported(TestRun run) {
        var sim = simulate(run);
        BenchProcess asker = sim.start("asker", () -> sim.await(until(this::spin)));
        SimulationFailure failure = failure(SimulationFailure.Kind.STUCK, sim::run);
        assertThat(failure)
                .hasMessageStartingWith(
                        "a condition of process 'asker' has run for 0.1 s without an answer, at 0 ps\n"
                                + "  at spin (BetweenProcessesTest.java:");
        stopAndAwait(asker);
        assertUsable(sim);
    }

    /// It is asked in the thread of another, which has to be left behind for it.
    @Simulate
    void itIsReportedWhoeverAsks(TestRun run) {
        var sim = simulate(run);
        BenchProcess asker =
                sim.start("asker", () -> sim.await(until(() -> sim.now() > 0 && spin())));
        BenchProcess mover = sim.start("mover", () -> sim.await(cycles(100)));
        SimulationFailure failure = failure(SimulationFailure.Kind.STUCK, sim::run);
        assertThat(failure)
                .hasMessageStartingWith(
                        "a condition of process 'asker' has run for 0.1 s without an answer, at 8 ns");
        sim.step();
        stopAndAwait(asker, mover);
        assertUsable(sim);
    }

    /// The thread may be one whose process has ended.
    @Simulate
    void itIsReportedAfterTheEndOfAProcess(TestRun run) {
        var sim = simulate(run);
        AtomicBoolean ending = new AtomicBoolean();
        BenchProcess asker =
                sim.start("asker", () -> sim.await(until(() -> ending.get() && spin())));
        sim.start(
                "short",
                () -> {
                    sim.await(edge());
                    ending.set(true);
                });
        SimulationFailure failure = failure(SimulationFailure.Kind.STUCK, sim::run);
        assertThat(failure)
                .hasMessageStartingWith("a condition of process 'asker' has run for 0.1 s");
        stopAndAwait(asker);
        assertUsable(sim);
    }

    /// Whoever asks the simulation ends there, and nobody is left behind.
    @Simulate
    void aConditionThatAsksTheSimulationForEverEnds(TestRun run) {
        var sim = simulate(run);
        BenchProcess asker =
                sim.start(
                        "asker",
                        () ->
                                sim.await(
                                        until(
                                                () -> {
                                                    while (sim.peek(sim.top().in) == 0) {
                                                        Thread.onSpinWait();
                                                    }
                                                    return true;
                                                })));
        failure(SimulationFailure.Kind.STUCK, sim::run);
        assertThat(asker.isAlive()).isFalse();
        assertUsable(sim);
    }

    /// A stuck agent, in samples or when it drives.
    private final class Endless implements Clocked {
        private final boolean inDrive;

        Endless(boolean inDrive) {
            this.inDrive = inDrive;
        }

        @Override
        public void drive() {
            if (inDrive) {
                spin();
            }
        }

        @Override
        public void sample() {
            spin();
        }
    }

    @Simulate
    void anAgentWithoutEndIsReported(TestRun run) {
        for (boolean inDrive : new boolean[] {true, false}) {
            stop.set(false);
            var sim = simulate(run);
            BenchProcess patient = sim.start("patient", () -> sim.await(cycles(9)));
            sim.add(new Endless(inDrive));
            SimulationFailure failure = failure(SimulationFailure.Kind.STUCK, sim::run);
            assertThat(failure)
                    .hasMessageStartingWith("agent Endless has run for 0.1 s without an end, at ");
            stopAndAwait(patient);
            assertUsable(sim);
        }
    }

    /// A process that cannot begin is not the one that runs.
    @Simulate
    void whoKeepsOthersFromTheirTurnIsNamed(TestRun run) {
        var sim = simulate(run);
        BenchProcess spinner = sim.start("spinner", this::spin);
        failure(SimulationFailure.Kind.STUCK, sim::run);
        sim.start("innocent", () -> sim.await(cycles(2)));
        SimulationFailure failure = failure(SimulationFailure.Kind.STUCK, sim::run);
        assertThat(failure)
                .hasMessageStartingWith(
                        "process 'innocent' could not go on for 0.1 s, since 'spinner', which an earlier run left behind, occupies the carrier thread that it needs");
        stopAndAwait(spinner);
        assertUsable(sim);
    }

    /// Words of a trigger, a condition that is looked at when a process ends: nothing of that kind keeps the others from being told.
    @Simulate
    void whoeverThrowsTheRunEnds(TestRun run) {
        var sim = simulate(run);
        sim.start(
                "speechless",
                () ->
                        sim.await(
                                until(
                                        () -> {
                                            throw new IllegalStateException("no words");
                                        },
                                        () -> false)));
        SimulationFailure late = failure(SimulationFailure.Kind.TIME_OUT, () -> sim.run(Time.NS));
        assertThat(late)
                .hasMessageContaining(
                        "'speechless' waits for (java.lang.IllegalStateException instead of words)");
        assertUsable(sim);

        AtomicBoolean ended = new AtomicBoolean();
        BenchProcess last =
                sim.start(
                        "last",
                        () -> {
                            sim.await(edge());
                            ended.set(true);
                        });
        Trigger odd =
                until(
                        () -> {
                            if (ended.get()) {
                                throw new IllegalStateException("odd");
                            }
                            return false;
                        });
        sim.start("both", () -> sim.await(firstOf(odd, join(last))));
        assertThat(failure(SimulationFailure.Kind.PROCESS, sim::run))
                .hasMessageContaining("between processes: java.lang.IllegalStateException: odd");
        assertUsable(sim);
    }

    @Simulate
    void allWhoLoopAreNamed(TestRun run) {
        var sim = simulate(run);
        sim.wakeLimit(1_000);
        sim.start("other", () -> sim.await(cycles(4)));
        for (int i = 0; i < 2; i++) {
            int own = i;
            sim.start(
                    own == 0 ? "ping" : "pong",
                    () -> {
                        while (true) {
                            sim.await(until(sim.top().in, own));
                            sim.poke(sim.top().in, 1 - own);
                        }
                    });
        }
        assertThat(failure(SimulationFailure.Kind.LOOP, sim::run))
                .hasMessageContaining("\n  'ping' ")
                .hasMessageContaining("\n  'pong' ")
                .hasMessageNotContaining("'other'");
        sim.start(
                "echo",
                () -> {
                    while (true) {
                        sim.await(until(sim.top().in, 1));
                        sim.poke(sim.top().in, 0);
                    }
                });
        ThrowingCallable calls =
                () -> {
                    while (true) {
                        sim.poke(sim.top().in, 1);
                        sim.runUntil(until(sim.top().in, 0), Time.NS);
                    }
                };
        assertThat(failure(SimulationFailure.Kind.LOOP, calls))
                .hasMessageContaining("\n  'echo' ")
                .hasMessageContaining("\n  'caller' ");
    }

    @Simulate
    void aLongStepHeedsInterrupts(TestRun run) {
        var sim = run.simulate(Mixed::new);
        Thread caller = Thread.currentThread();
        Thread.ofPlatform().daemon().start(caller::interrupt);
        SimulationFailure failure =
                failure(
                        SimulationFailure.Kind.INTERRUPTED,
                        () -> {
                            while (true) {
                                sim.step(100_000_000_000L);
                            }
                        });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure).hasMessageStartingWith("interrupted at " + Time.text(sim.now()));
        sim.step(10);
    }
}
