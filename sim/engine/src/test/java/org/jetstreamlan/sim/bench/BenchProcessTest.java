package org.jetstreamlan.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetstreamlan.sim.Trigger.after;
import static org.jetstreamlan.sim.Trigger.change;
import static org.jetstreamlan.sim.Trigger.cycles;
import static org.jetstreamlan.sim.Trigger.edge;
import static org.jetstreamlan.sim.Trigger.firstOf;
import static org.jetstreamlan.sim.Trigger.join;
import static org.jetstreamlan.sim.Trigger.sampling;
import static org.jetstreamlan.sim.Trigger.until;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.sim.BenchProcess;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.Time;
import org.jetstreamlan.sim.Trigger;
import org.jetstreamlan.sim.junit.Simulate;
import org.jetstreamlan.sim.junit.TestRun;

/// Who runs when: the order of one instant, and each trigger.
class BenchProcessTest {
    private final List<String> log = new ArrayList<>();

    private void log(Simulation<?> sim, String what) {
        log.add(Time.text(sim.now()) + " " + what);
    }

    @Simulate
    void processesThatWakeTogetherRunInTheOrderOfTheirStart(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        for (String name : List.of("a", "b", "c")) {
            sim.start(
                    name,
                    () -> {
                        log(sim, name);
                        if (name.equals("b")) {
                            sim.await(cycles(2));
                        } else {
                            sim.await(edge());
                            log(sim, name);
                            sim.await(edge());
                        }
                        log(sim, name);
                    });
        }
        sim.run();
        assertThat(log)
                .containsExactly(
                        "0 ps a", "0 ps b", "0 ps c", "8 ns a", "8 ns c", "16 ns a", "16 ns b",
                        "16 ns c");
    }

    @Simulate
    void oneInstantIsSamplingEdgeThenValuesThenTheCaller(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        var dut = sim.top();
        sim.poke(dut.in, 7);
        sim.start(
                "sampler",
                () -> {
                    sim.await(sampling());
                    log(sim, "sampling: " + sim.peek(dut.held) + ", " + sim.peek(dut.fastCount));
                    assertThatThrownBy(() -> sim.poke(dut.in, 1))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage(
                                    "poke before an edge at 8 ns, where values are settled: wait for the edge first");
                    sim.await(edge());
                    log(sim, "edge: " + sim.peek(dut.held) + ", " + sim.peek(dut.fastCount));
                    sim.poke(dut.in, 9);
                });
        sim.start(
                "watcher",
                () -> {
                    sim.await(until(dut.in, 9));
                    log(sim, "value: " + sim.peek(dut.inverse));
                });
        sim.start(
                "waiter",
                () -> {
                    sim.await(edge());
                    log(sim, "waiter");
                });
        sim.step();
        log(sim, "caller");
        assertThat(log)
                .containsExactly(
                        "8 ns sampling: 0, 0",
                        "8 ns edge: 7, 1",
                        "8 ns waiter",
                        "8 ns value: 246",
                        "8 ns caller");
    }

    @Simulate
    void anAgentSamplesWhatRegistersSampleAndPokesLater(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        var dut = sim.top();
        sim.add(
                new Clocked() {
                    @Override
                    public void drive() {
                        sim.poke(dut.in, sim.now() / Time.NS);
                        log(sim, "drives");
                    }

                    @Override
                    public void sample() {
                        log(sim, "samples " + sim.peek(dut.in) + ", " + sim.peek(dut.held));
                        assertThatThrownBy(() -> sim.poke(dut.in, 1))
                                .hasMessageStartingWith("poke before an edge");
                    }
                });
        sim.start(
                "main",
                () -> {
                    sim.await(edge());
                    log(sim, "runs");
                    sim.await(edge());
                });
        sim.start(
                "follower",
                () -> {
                    sim.await(until(dut.in, 8));
                    log(sim, "follows");
                });
        sim.run();
        assertThat(log)
                .containsExactly(
                        "0 ps drives",
                        "8 ns samples 0, 0",
                        "8 ns runs",
                        "8 ns drives",
                        "8 ns follows",
                        "16 ns samples 8, 0");
    }

    @Simulate
    void edgesOfSeveralClocksAtOneTimeAreOneInstant(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        var slow = sim.clock(sim.top().slow);
        assertThat(slow.name()).isEqualTo("slow_clk");
        assertThat(slow.period()).isEqualTo(20 * Time.NS);
        sim.background(
                "slow",
                () -> {
                    while (true) {
                        sim.await(edge(slow));
                        log(sim, "slow " + sim.peek(sim.top().fastCount));
                    }
                });
        sim.start(
                "fast",
                () -> {
                    for (int i = 0; i < 6; i++) {
                        sim.await(edge());
                        log(sim, "fast " + sim.peek(sim.top().slowCount));
                    }
                });
        sim.run();
        assertThat(log)
                .containsExactly(
                        "8 ns fast 0",
                        "16 ns fast 0",
                        "20 ns slow 2",
                        "24 ns fast 1",
                        "32 ns fast 1",
                        "40 ns slow 5",
                        "40 ns fast 2",
                        "48 ns fast 2");
    }

    @Simulate
    void aPhaseDelaysAndAStoppedClockRests(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        var dut = sim.top();
        var slow = sim.clock(dut.slow).phase(3 * Time.NS);
        sim.start(
                "main",
                () -> {
                    sim.await(edge(slow));
                    log(sim, "first");
                    slow.stop();
                    sim.await(cycles(10));
                    log(sim, "rested " + sim.peek(dut.slowCount));
                    slow.start();
                    sim.await(edge(slow));
                    log(sim, "again " + sim.peek(dut.slowCount));
                });
        sim.run();
        assertThat(log).containsExactly("23 ns first", "96 ns rested 1", "116 ns again 2");
        assertThatThrownBy(() -> slow.phase(1))
                .hasMessage(
                        "phase of slow_clk at 116 ns: set it before the first edge of any clock");
    }

    @Simulate
    void timeValuesChangesAndEndsWake(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        var dut = sim.top();
        BenchProcess timed =
                sim.start(
                        "timed",
                        () -> {
                            sim.await(after(13 * Time.NS));
                            log(sim, "timed");
                            sim.poke(dut.in, 5);
                        });
        sim.start(
                "value",
                () -> {
                    sim.await(until(dut.fastCount, 0));
                    log(sim, "already so");
                    sim.await(until(dut.held, 5));
                    log(sim, "held is 5");
                });
        sim.start(
                "change",
                () -> {
                    sim.await(change(dut.inverse));
                    log(sim, "changed to " + sim.peek(dut.inverse));
                });
        sim.start(
                "join",
                () -> {
                    sim.await(join(timed));
                    log(sim, "timed has ended: " + !timed.isAlive());
                    sim.await(join(timed));
                    log(sim, "still so");
                });
        sim.start(
                "condition",
                () -> {
                    sim.await(until(() -> sim.peek(dut.fastCount) == 4));
                    log(sim, "condition");
                });
        sim.run();
        assertThat(log)
                .containsExactly(
                        "0 ps already so",
                        "13 ns timed",
                        "13 ns timed has ended: true",
                        "13 ns still so",
                        "13 ns changed to 250",
                        "16 ns held is 5",
                        "32 ns condition");
    }

    @Simulate
    void ofSeveralTriggersInOneInstantTheFirstInTheListCounts(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        var dut = sim.top();
        sim.start(
                "main",
                () -> {
                    Trigger value = until(dut.fastCount, 2);
                    Trigger time = after(16 * Time.NS);
                    Trigger edges = cycles(2);
                    Trigger never = until(dut.in, 77);
                    assertThat(sim.await(firstOf(never, value, time, edges))).isSameAs(value);
                    assertThat(sim.await(firstOf(never, edges, time))).isSameAs(edges);
                    assertThat(sim.await(firstOf(time, edges))).isSameAs(time);
                    assertThat(sim.now()).isEqualTo(48 * Time.NS);
                    assertThat(sim.await(firstOf(edges, after(3)))).isNotSameAs(edges);
                    assertThat(sim.now()).isEqualTo(48_003);
                    assertThat(sim.await(firstOf(firstOf(never, edges), time))).isSameAs(edges);
                    assertThat(sim.now()).isEqualTo(64_000);
                    assertThat(sim.await(firstOf(cycles(3), cycles(2), edge()))).isNotNull();
                    assertThat(sim.now()).isEqualTo(72_000);
                    sim.await(edge());
                    assertThat(sim.now()).isEqualTo(80_000);
                });
        sim.run();
    }

    @Simulate
    void aProcessStartedInAnInstantRunsInItBeforeTimeGoesOn(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        sim.start(
                "parent",
                () -> {
                    sim.await(edge());
                    var child = sim.start("child", () -> log(sim, "child"));
                    log(sim, "parent");
                    sim.await(join(child));
                    log(sim, "joined");
                    sim.start("late", () -> log(sim, "late"));
                    sim.await(after(0));
                    log(sim, "others had their turn");
                });
        sim.run();
        assertThat(log)
                .containsExactly(
                        "8 ns parent",
                        "8 ns child",
                        "8 ns joined",
                        "8 ns late",
                        "8 ns others had their turn");
    }

    @Simulate
    void theBackgroundDoesNotKeepTheRunAliveAndGoesOnWithTheNext(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        var unwound = new ArrayList<String>();
        var background =
                sim.background(
                        "background",
                        () -> {
                            try {
                                while (true) {
                                    sim.await(edge());
                                    log(sim, "background");
                                }
                            } finally {
                                unwound.add("background");
                            }
                        });
        sim.start("main", () -> sim.await(edge()));
        sim.run();
        sim.step();
        assertThat(log).containsExactly("8 ns background", "16 ns background");
        assertThat(background.isAlive()).isTrue();
        sim.run();
        assertThat(sim.now()).isEqualTo(16 * Time.NS);
        sim.close();
        assertThat(unwound).containsExactly("background");
        assertThat(background.isAlive()).isFalse();
    }

    @Simulate
    void theCallerWaitsLikeAProcess(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        sim.background(
                "counter",
                () -> {
                    for (int i = 1; ; i++) {
                        sim.await(edge());
                        sim.poke(sim.top().in, i);
                    }
                });
        sim.await(until(sim.top().held, 3));
        assertThat(sim.now()).isEqualTo(32 * Time.NS);
        sim.expect(sim.top().in, 4);
    }

    @Simulate
    void theCallerSeesTheMomentBeforeAnEdgeToo(TestRun run) {
        var sim = run.simulate(Mixed::new);
        var dut = sim.top();
        sim.poke(dut.enable, true);
        sim.await(sampling());
        assertThat(sim.now()).isEqualTo(8 * Time.NS);
        sim.expect(dut.count, 0);
        assertThatThrownBy(() -> sim.poke(dut.enable, false))
                .hasMessageStartingWith("poke before an edge at 8 ns");
        sim.step();
        assertThat(sim.now()).isEqualTo(8 * Time.NS);
        sim.expect(dut.count, 1);
        sim.await(sampling());
        sim.advance(0);
        assertThat(sim.now()).isEqualTo(16 * Time.NS);
        sim.expect(dut.count, 2);
    }

    @Simulate
    void aProcessMayStepAndOthersRunMeanwhile(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        sim.start(
                "stepper",
                () -> {
                    sim.step(3);
                    sim.advance(Time.NS);
                    log(sim, "stepper");
                });
        sim.start(
                "other",
                () -> {
                    sim.await(cycles(2));
                    log(sim, "other");
                });
        sim.run(Time.US);
        assertThat(log).containsExactly("16 ns other", "25 ns stepper");
    }

    @Simulate
    void onlyTheOneThatRunsMayWait(TestRun run) throws InterruptedException {
        var sim = run.simulate(TwoRates::new);
        sim.start(
                "condition",
                () ->
                        assertThatThrownBy(
                                        () ->
                                                sim.await(
                                                        until(
                                                                () -> {
                                                                    sim.await(edge());
                                                                    return true;
                                                                })))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageStartingWith(
                                        "await or start in an agent or a condition"));
        List<Throwable> thrown = new ArrayList<>();
        sim.start(
                "foreign",
                () -> {
                    var other =
                            Thread.ofPlatform()
                                    .name("foreign thread")
                                    .start(
                                            () -> {
                                                try {
                                                    sim.await(edge());
                                                } catch (IllegalStateException e) {
                                                    thrown.add(e);
                                                }
                                            });
                    other.join();
                });
        sim.run();
        assertThat(thrown)
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo(
                        "await or start in thread foreign thread while process 'foreign' runs: start processes with start(name, body)");
    }

    @Simulate
    void aRunThatIsRepeatedGivesTheSame(TestRun run) {
        List<List<String>> logs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            log.clear();
            var sim = run.simulate(TwoRates::new);
            for (int p = 0; p < 5; p++) {
                String name = "p" + p;
                sim.start(
                        name,
                        () -> {
                            for (int k = 0; k < 20; k++) {
                                int wait = sim.random().nextInt(4);
                                sim.await(
                                        wait == 0
                                                ? edge(sim.clock("slow_clk"))
                                                : wait == 1
                                                        ? after(sim.random().nextInt(5_000))
                                                        : cycles(wait));
                                log(sim, name);
                            }
                        });
            }
            sim.run();
            logs.add(List.copyOf(log));
        }
        assertThat(logs.getFirst()).hasSize(100);
        assertThat(logs.get(1)).isEqualTo(logs.get(0));
        assertThat(logs.get(2)).isEqualTo(logs.get(0));
    }
}
