package org.jetstreamlan.sim.semantics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.sim.AssertionFailure;
import org.junit.jupiter.api.Test;

/// What a design says of itself: sentences 32 and 33.
class SemanticsObservationsTest {
    private static final class Counter extends Module {
        final Bool up = input(bool());
        final Bool watched = input(bool());
        final UInt count = output(uint(8));
        private final UInt value = reg(uint(8), init(0));

        @Override
        protected void build() {
            count.assign(value);
            when(up, () -> value.next(value.add(1)));
            when(
                    watched,
                    () -> {
                        check(value.lt(3), "the count stays below 3, 100% of the time");
                        cover(value.eq(2), "nearly there");
                        print("count {} = {x}", value, value);
                    });
            assume(value.ne(200), "nobody counts that far");
        }
    }

    private static final class Top extends Module {
        final Bool up = input(bool());
        final Bool watched = input(bool());
        final UInt count = output(uint(8));
        private final Counter counter = child(new Counter());

        @Override
        protected void build() {
            counter.up.assign(up);
            counter.watched.assign(watched);
            count.assign(counter.count);
        }
    }

    private static boolean stops(Subject subject) {
        return subject == Subject.JIT || subject == Subject.VERILATOR;
    }

    @OnEveryEngine
    void s32AFailingCheckEndsTheSimulation(Subject subject) {
        assumeTrue(stops(subject));
        try (var bench = subject.run(Top::new)) {
            bench.poke("up", 1).step(3).expect("count", 3).step().poke("watched", 1);
            var failure = catchThrowableOfType(AssertionFailure.class, bench::step);
            assertThat(failure.path()).isEqualTo("counter.the_count_stays_below_3_100_of_the_time");
            assertThat(failure.cycle()).isEqualTo(4);
            assertThat(failure.place().file()).isEqualTo("SemanticsObservationsTest.java");
            assertThat(failure)
                    .hasMessageContaining("check counter.the_count_stays_below_3")
                    .hasMessageContaining(
                            "failed in cycle 4: the count stays below 3, 100% of the time");
        }
    }

    @OnEveryEngine
    void s32ResetAndTheConditionsAroundSuspendIt(Subject subject) {
        assumeTrue(stops(subject));
        try (var bench = subject.run(Top::new)) {
            bench.poke("up", 1).step(10).poke("rst", 1).poke("watched", 1).step().poke("rst", 0);
            bench.expect("count", 0).step(3).expect("count", 3);
            assertThat(catchThrowableOfType(AssertionFailure.class, bench::step)).isNotNull();
        }
    }

    @OnEveryEngine
    void s32AnAssumptionIsCheckedToo(Subject subject) {
        assumeTrue(stops(subject));
        try (var bench = subject.run(Top::new)) {
            bench.poke("up", 1).step(200);
            var failure = catchThrowableOfType(AssertionFailure.class, bench::step);
            assertThat(failure).hasMessageContaining("assumption counter.nobody_counts_that_far");
        }
    }

    @Test
    void s33APrintWritesItsLine() {
        PrintStream standard = System.out;
        var written = new ByteArrayOutputStream();
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        try (var bench = Subject.JIT.run(Top::new)) {
            bench.poke("up", 1).poke("watched", 1).step(2);
        } finally {
            System.setOut(standard);
        }
        assertThat(written.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("count 0 = 0", "count 1 = 1");
    }

    @Test
    void theVerilogHasThemForSimulationAndForProofs() {
        assertThat(Verilog.of(Design.of(Counter::new).circuit()).text())
                .contains(
                        """
                        `ifndef SYNTHESIS
                          always @(posedge clk)
                            if (!rst) begin
                        """)
                .contains("the count stays below 3, 100%% of the time\");")
                .contains(
                        """
                        `ifdef FORMAL
                          always @(posedge clk)
                            if (!rst) begin
                              if (watched) the_count_stays_below_3_100_of_the_time: assert (value < 8'd3);
                              if (watched) nearly_there: cover (value == 8'd2);
                              nobody_counts_that_far: assume (value != 8'hc8);
                            end
                        `endif
                        """);
    }
}
