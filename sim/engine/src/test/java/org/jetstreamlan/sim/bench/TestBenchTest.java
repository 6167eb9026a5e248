package org.jetstreamlan.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetstreamlan.sim.Trigger.cycles;
import static org.jetstreamlan.sim.Trigger.edge;
import static org.jetstreamlan.sim.Trigger.firstOf;
import static org.jetstreamlan.sim.Trigger.until;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.sim.SimulationFailure;
import org.jetstreamlan.sim.TestBench;
import org.jetstreamlan.sim.Time;
import org.jetstreamlan.sim.Trigger;
import org.junit.jupiter.api.Test;

/// Processes around a clock that is a piece of Java.
class TestBenchTest {
    private final List<String> log = new ArrayList<>();
    private long edges;

    private TestBench bench(Runnable edge) {
        return new TestBench("clk", 100_000_000, edge);
    }

    @Test
    void eachEdgeRunsTheClocksCodeBeforeThoseWhoWaitForIt() {
        try (var bench = bench(() -> edges++)) {
            bench.start(
                    "a",
                    () -> {
                        bench.await(until(() -> edges >= 5));
                        log.add("a at " + edges);
                    });
            bench.start(
                    "b",
                    () -> {
                        bench.await(cycles(3));
                        log.add("b at " + edges);
                        bench.await(until(() -> edges >= 5));
                        log.add("b at " + edges);
                    });
            bench.run(Time.US);
            assertThat(log).containsExactly("b at 3", "a at 5", "b at 5");
            assertThat(bench.now()).isEqualTo(50 * Time.NS);
            assertThat(bench.clock("clk").edges()).isEqualTo(5);
        }
    }

    @Test
    void theCallerTurnsTheClockItself() {
        try (var bench = bench(() -> edges++)) {
            bench.step(7);
            assertThat(edges).isEqualTo(7);
            Trigger late = cycles(3);
            assertThat(bench.await(firstOf(until(() -> edges == 9), late))).isNotSameAs(late);
            assertThat(bench.await(firstOf(until(() -> edges == 99), late))).isSameAs(late);
            assertThat(edges).isEqualTo(12);
        }
    }

    @Test
    void aFailingClockEndsTheRun() {
        try (var bench =
                bench(
                        () -> {
                            throw new IllegalStateException("the design stopped");
                        })) {
            bench.start("a", () -> bench.await(edge()));
            assertThatThrownBy(bench::run)
                    .isInstanceOf(SimulationFailure.class)
                    .hasMessageStartingWith(
                            "failed at 10 ns, between processes: java.lang.IllegalStateException: the design stopped\n  'a' waits for an edge of clk since 0 ps");
        }
    }

    @Test
    void aClockThatIsNotThereIsRefusedWithThoseThatAre() {
        try (var bench = bench(() -> {})) {
            assertThatThrownBy(() -> bench.clock("rd_clk"))
                    .hasMessage("no clock 'rd_clk'; there are [clk]");
        }
    }
}
