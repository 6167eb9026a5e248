package org.jetstreamlan.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.jetstreamlan.sim.Trigger.after;
import static org.jetstreamlan.sim.Trigger.cycles;
import static org.jetstreamlan.sim.Trigger.edge;
import static org.jetstreamlan.sim.Trigger.firstOf;
import static org.jetstreamlan.sim.Trigger.join;
import static org.jetstreamlan.sim.Trigger.until;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.sim.AssertionFailure;
import org.jetstreamlan.sim.BenchProcess;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.SimulationFailure;
import org.jetstreamlan.sim.Time;
import org.jetstreamlan.sim.junit.Simulate;
import org.jetstreamlan.sim.junit.TestRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/// What a run says that cannot go on; that all its processes are unwound, and that the simulation lives on.
@Timeout(60)
class SimulationFailureTest {
    private final List<String> unwound = new ArrayList<>();
    private final AtomicBoolean stop = new AtomicBoolean();

    @AfterEach
    void stopWhatSpins() {
        stop.set(true);
    }

    private BenchProcess start(Simulation<?> sim, String name, BenchProcess.Body body) {
        return sim.start(
                name,
                () -> {
                    try {
                        body.run();
                    } finally {
                        unwound.add(name);
                    }
                });
    }

    private static SimulationFailure failure(ThrowingCallable run) {
        SimulationFailure failure = catchThrowableOfType(SimulationFailure.class, run);
        assertThat(failure).isNotNull();
        return failure;
    }

    /// The report with lines of this file as `:L`, and the seed as `S`.
    private static String report(Throwable failure) {
        return String.valueOf(failure.getMessage())
                .replaceAll("Test\\.java:\\d+", "Test.java:L")
                .replaceAll("seed \\d+ \\(again with -Djetstream.seed=\\d+\\)", "seed S");
    }

    private static <M extends Module> void assertUsable(Simulation<M> sim) {
        List<String> later = new ArrayList<>();
        sim.clock("clk").start();
        sim.start(
                "later",
                () -> {
                    sim.await(cycles(3));
                    later.add("ran");
                });
        sim.run(Time.US);
        assertThat(later).containsExactly("ran");
    }

    @Simulate
    void deadlockNamesWhoWaitsForWhatSinceWhenAndWhere(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        sim.clock("slow_clk").stop();
        BenchProcess producer =
                start(
                        sim,
                        "producer",
                        () -> {
                            sim.await(after(40 * Time.NS));
                            sim.clock().stop();
                            sim.await(cycles(2));
                        });
        start(sim, "consumer", () -> sim.await(join(producer)));
        start(
                sim,
                "watcher",
                () -> sim.await(firstOf(edge(sim.clock("slow_clk")), join(producer))));
        SimulationFailure failure = failure(sim::run);
        assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.DEADLOCK);
        assertThat(report(failure))
                .isEqualTo(
                        """
                        deadlock at 40 ns: nothing can wake any of the processes that wait
                          'producer' waits for 2 edges of clk, which is stopped since 40 ns, at SimulationFailureTest.java:L
                          'consumer' waits for the end of 'producer' since 0 ps, at SimulationFailureTest.java:L
                          'watcher' waits for the first of an edge of slow_clk, which is stopped, the end of 'producer' since 0 ps, at SimulationFailureTest.java:L
                        seed S\
                        """);
        assertThat(unwound).containsExactly("producer", "consumer", "watcher");
        assertThat(producer.isAlive()).isFalse();
        assertUsable(sim);
    }

    @Simulate
    void deadlockIsFoundAtOnceWhateverTheLimit(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        List<BenchProcess> both = new ArrayList<>();
        both.add(start(sim, "a", () -> sim.await(join(both.get(1)))));
        both.add(start(sim, "b", () -> sim.await(join(both.get(0)))));
        SimulationFailure failure = failure(() -> sim.run(1_000 * Time.S));
        assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.DEADLOCK);
        assertThat(sim.now()).isZero();
        assertUsable(sim);
    }

    @Simulate
    void aCallerThatNothingCanWakeIsADeadlockToo(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        sim.clock().stop();
        sim.clock("slow_clk").stop();
        SimulationFailure failure = failure(() -> sim.runUntil(until(sim.top().in, 3), Time.S));
        assertThat(report(failure))
                .isEqualTo(
                        """
                        deadlock at 0 ps: nothing can wake any of the processes that wait
                          'caller' waits for the first of in = 3, at most 1 s since 0 ps, at SimulationFailureTest.java:L; in is 0, and did not change
                        seed S\
                        """);
        assertThat(failure(sim::step).kind()).isEqualTo(SimulationFailure.Kind.DEADLOCK);
        assertUsable(sim);
    }

    @Simulate
    void timeOutSaysHowTheWatchedSignalChangedLast(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        start(
                sim,
                "driver",
                () -> {
                    for (int i = 1; i <= 4; i++) {
                        sim.await(edge());
                        sim.poke(sim.top().in, i);
                    }
                });
        start(sim, "watcher", () -> sim.await(until(sim.top().held, 200)));
        start(sim, "condition", () -> sim.await(until(() -> false)));
        SimulationFailure failure = failure(() -> sim.run(100 * Time.NS));
        assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.TIME_OUT);
        assertThat(report(failure))
                .isEqualTo(
                        """
                        time-out after 100 ns, at 100 ns: not all processes have ended
                          'watcher' waits for held = 200 since 0 ps, at SimulationFailureTest.java:L; held is 4, since 40 ns, before that 3
                          'condition' waits for a condition since 0 ps, at SimulationFailureTest.java:L
                        seed S\
                        """);
        assertThat(unwound).containsExactly("driver", "watcher", "condition");
        assertThat(failure.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().startsWith("timeOutSays"));
        assertUsable(sim);
    }

    @Simulate
    void runUntilThatComesTooLateSaysSo(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        SimulationFailure failure =
                failure(() -> sim.runUntil(until(sim.top().fastCount, 50), 80 * Time.NS));
        assertThat(report(failure))
                .isEqualTo(
                        """
                        time-out after 80 ns, at 80 ns: no sign of fastCount = 50; fastCount is 10, since 80 ns, before that 9
                        seed S\
                        """);
        assertUsable(sim);
    }

    @Simulate
    void anExceptionInAProcessEndsTheRunWithItsCause(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        start(sim, "patient", () -> sim.await(cycles(1_000_000)));
        var cause = new IllegalStateException("no luck");
        start(
                sim,
                "broken",
                () -> {
                    sim.await(cycles(2));
                    throw cause;
                });
        start(sim, "unbegun", () -> sim.await(edge()));
        SimulationFailure failure = failure(sim::run);
        assertThat(failure).hasCause(cause);
        assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.PROCESS);
        assertThat(report(failure))
                .isEqualTo(
                        """
                        process 'broken' failed at 16 ns: java.lang.IllegalStateException: no luck
                          'patient' waits for 1000000 edges of clk since 0 ps, at SimulationFailureTest.java:L
                        seed S\
                        """);
        assertThat(unwound).containsExactly("unbegun", "broken", "patient");
        assertUsable(sim);
    }

    @Simulate
    void anErrorIsLikeAnExceptionAndOneWhileUnwindingIsKept(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        start(
                sim,
                "bad loser",
                () -> {
                    try {
                        sim.await(cycles(9));
                    } finally {
                        sim.poke(sim.top().in, 300);
                    }
                });
        start(sim, "broken", () -> sim.expect(sim.top().in, 1));
        SimulationFailure failure = failure(sim::run);
        assertThat(failure).hasCauseInstanceOf(AssertionError.class);
        assertThat(failure.getSuppressed())
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("value 300 for in, UInt of 8 bits: 0 to 255 are possible");
        assertUsable(sim);
    }

    @Simulate
    void aProcessThatWaitsWhileItIsUnwoundIsUnwoundOn(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        BenchProcess clinging =
                start(
                        sim,
                        "clinging",
                        () -> {
                            try {
                                sim.await(cycles(9));
                            } finally {
                                sim.await(edge());
                                unwound.add("not reached");
                            }
                        });
        start(sim, "broken", () -> sim.expect(sim.top().in, 1));
        SimulationFailure failure = failure(sim::run);
        assertThat(failure.getSuppressed()).isEmpty();
        assertThat(unwound).containsExactly("broken", "clinging");
        assertThat(clinging.isAlive()).isFalse();
        assertThat(sim.now()).isZero();
        assertUsable(sim);
    }

    @Simulate
    void anAgentOrConditionThatThrowsEndsTheRun(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        start(
                sim,
                "waiter",
                () ->
                        sim.await(
                                until(
                                        () -> {
                                            if (sim.now() > 0) {
                                                throw new IllegalStateException("odd");
                                            }
                                            return false;
                                        })));
        SimulationFailure failure = failure(sim::run);
        assertThat(report(failure))
                .isEqualTo(
                        """
                        failed at 8 ns, between processes: java.lang.IllegalStateException: odd
                          'waiter' waits for a condition since 0 ps, at SimulationFailureTest.java:L
                        seed S\
                        """);
        assertUsable(sim);
    }

    @Simulate
    void aFailingCheckSaysWhatProcessesWaitFor(TestRun run) {
        var sim = run.simulate(Mixed::new);
        sim.poke(sim.top().enable, true);
        start(sim, "main", () -> sim.await(cycles(1_000)));
        AssertionFailure failure = catchThrowableOfType(AssertionFailure.class, sim::run);
        assertThat(failure.cycle()).isEqualTo(200);
        assertThat(report(failure).replaceAll("Mixed\\.java:\\d+", "Mixed.java:L"))
                .startsWith("check ")
                .endsWith(
                        """
                        failed in cycle 200: the counter stays below 200 (Mixed.java:L)
                        at 1.608 us
                          'main' waits for 1000 edges of clk since 0 ps, at SimulationFailureTest.java:L
                        seed S\
                        """);
        assertThat(unwound).containsExactly("main");
    }

    @Simulate
    void aLoopInWhichNoTimeGoesByIsReported(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        sim.wakeLimit(1_000);
        var dut = sim.top();
        start(
                sim,
                "ping",
                () -> {
                    sim.await(edge());
                    while (true) {
                        sim.poke(dut.in, 1);
                        sim.await(until(dut.inverse, 255));
                    }
                });
        start(
                sim,
                "pong",
                () -> {
                    while (true) {
                        sim.await(until(dut.in, 1));
                        sim.poke(dut.in, 0);
                    }
                });
        start(sim, "other", () -> sim.await(cycles(4)));
        SimulationFailure failure = failure(sim::run);
        assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.LOOP);
        assertThat(report(failure))
                .startsWith(
                        "1000 wake-ups at 8 ns: the test bench loops, and no time goes by\n  'p")
                .contains("at SimulationFailureTest.java:L; in")
                .doesNotContain("other");
        assertThat(unwound).containsExactly("ping", "pong", "other");
        sim.wakeLimit(100);
        assertUsable(sim);
    }

    @Simulate
    void aProcessThatWaitsForWhatIsSoLoopsToo(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        start(
                sim,
                "eager",
                () -> {
                    while (true) {
                        sim.await(until(sim.top().in, 0));
                    }
                });
        SimulationFailure failure = failure(sim::run);
        assertThat(report(failure))
                .isEqualTo(
                        """
                        100000 wake-ups at 0 ps: the test bench loops, and no time goes by
                          'eager' runs, at SimulationFailureTest.java:L
                        seed S\
                        """);
        assertThat(unwound).containsExactly("eager");
        assertUsable(sim);
    }

    @Simulate
    void aProcessThatRunsWithoutWaitingIsReportedAndEndsAtItsNextCall(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        sim.patience(Duration.ofMillis(200));
        start(sim, "patient", () -> sim.await(cycles(9)));
        start(
                sim,
                "poller",
                () -> {
                    sim.await(edge());
                    while (sim.peek(sim.top().in) == 0) {
                        Thread.onSpinWait();
                    }
                });
        SimulationFailure failure = failure(sim::run);
        assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.STUCK);
        assertThat(report(failure))
                .matches(
                        """
                        process 'poller' has run for 0.2 s without waiting, at 8 ns
                        (  at .+ \\(SimulationFailureTest.java:L\\)\n)+\
                        seed S\
                        """);
        assertThat(unwound).containsExactlyInAnyOrder("poller", "patient");
        assertUsable(sim);
    }

    @Simulate
    void aProcessThatSleepsIsWokenAndEnds(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        sim.patience(Duration.ofMillis(100));
        start(sim, "sleeper", () -> Thread.sleep(Duration.ofDays(1)));
        SimulationFailure failure = failure(sim::run);
        assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.STUCK);
        assertThat(unwound).containsExactly("sleeper");
        assertUsable(sim);
    }

    @Simulate
    void aProcessThatCallsNothingIsLeftBehind(TestRun run) throws InterruptedException {
        var sim = run.simulate(TwoRates::new);
        sim.patience(Duration.ofMillis(50));
        BenchProcess patient = start(sim, "patient", () -> sim.await(cycles(9)));
        BenchProcess spinner =
                start(
                        sim,
                        "spinner",
                        () -> {
                            while (!stop.get()) {
                                Thread.onSpinWait();
                            }
                        });
        SimulationFailure failure = failure(sim::run);
        assertThat(report(failure)).contains("'spinner' has run for 0.1 s without waiting");
        assertThat(spinner.isAlive()).isTrue();
        sim.step();
        sim.expect(sim.top().fastCount, 1);
        stop.set(true);
        while (spinner.isAlive() || patient.isAlive()) {
            Thread.onSpinWait();
        }
        assertThat(unwound).containsExactlyInAnyOrder("spinner", "patient");
        assertUsable(sim);
    }

    @Simulate
    void anInterruptedCallerGetsItsTestBack(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        start(sim, "endless", () -> sim.await(until(sim.top().in, 9)));
        Thread caller = Thread.currentThread();
        start(
                sim,
                "impatient",
                () -> {
                    sim.await(cycles(1_000));
                    caller.interrupt();
                });
        SimulationFailure failure = failure(sim::run);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.INTERRUPTED);
        assertThat(report(failure)).contains("'endless' waits for in = 9 since 0 ps");
        assertUsable(sim);
    }

    @Simulate
    void aCallerThatIsInterruptedWhileItTurnsTheClockItselfGoesNoFurther(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        Thread caller = Thread.currentThread();
        SimulationFailure failure =
                failure(
                        () ->
                                sim.runUntil(
                                        () -> {
                                            if (sim.now() == 80 * Time.NS) {
                                                caller.interrupt();
                                            }
                                            return false;
                                        },
                                        Time.MS));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.INTERRUPTED);
        assertThat(sim.now()).isEqualTo(80 * Time.NS);
        assertUsable(sim);
    }

    @Simulate
    void aProcessMayNotRunOrCloseAndItsTimeOutIsItsOwn(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        List<String> refused = new ArrayList<>();
        start(sim, "patient", () -> sim.await(cycles(1_000)));
        start(
                sim,
                "main",
                () -> {
                    for (ThrowingCallable call :
                            new ThrowingCallable[] {sim::run, () -> sim.run(5), sim::close}) {
                        refused.add(
                                catchThrowableOfType(IllegalStateException.class, call)
                                        .getMessage());
                    }
                    try {
                        sim.runUntil(until(sim.top().in, 3), 20 * Time.NS);
                    } catch (SimulationFailure late) {
                        refused.add(report(late).lines().findFirst().orElse(""));
                    }
                    sim.runUntil(until(sim.top().in, 3), 20 * Time.NS);
                });
        SimulationFailure failure = failure(sim::run);
        assertThat(refused)
                .containsExactly(
                        "run in process 'main': it would wait for its own end; await(join(process)) instead",
                        "run in process 'main': it would wait for its own end; await(join(process)) instead",
                        "close in process 'main': let the caller do it, when the run is over",
                        "time-out after 20 ns, at 20 ns: no sign of in = 3; in is 0, and did not change");
        assertThat(failure)
                .hasCauseInstanceOf(SimulationFailure.class)
                .hasMessageStartingWith("process 'main' failed at 40 ns");
        assertThat(unwound).containsExactly("main", "patient");
        assertUsable(sim);
    }

    @Simulate
    void closeUnwindsWhatIsLeft(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        BenchProcess a = start(sim, "a", () -> sim.await(cycles(100)));
        BenchProcess b = start(sim, "b", () -> sim.await(until(sim.top().in, 1)));
        sim.step();
        start(sim, "unbegun", () -> sim.await(edge()));
        sim.close();
        assertThat(unwound).containsExactly("a", "b");
        assertThat(a.isAlive() || b.isAlive()).isFalse();
    }
}
