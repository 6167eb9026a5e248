package org.jetstreamlan.sim.semantics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.sim.AssertionFailure;
import org.junit.jupiter.api.Test;

/// Several clocks: sentences 34 to 38.
class SemanticsSeveralClocksTest {
    private static ClockSpec clock(ClockSpec.Edge edge, ClockSpec.Reset reset, boolean activeHigh) {
        return new ClockSpec(edge, reset, activeHigh, 1_000_000);
    }

    /// A counter for each clock, of either edge and every kind of reset, and one in a child that is bound to the second.
    private static final class Counters extends Module {
        final ClockDomain second =
                clockDomain(
                        "second",
                        clock(ClockSpec.Edge.FALLING, ClockSpec.Reset.ASYNCHRONOUS, false));
        final ClockDomain third =
                clockDomain("third", clock(ClockSpec.Edge.RISING, ClockSpec.Reset.NONE, true));
        final UInt a = output(uint(8));
        final UInt b = output(uint(8), second);
        final UInt c = output(uint(8), third);
        final UInt below = output(uint(8), second);
        private final UInt first = reg(uint(8), init(0x10));
        private final UInt other = reg(uint(8), init(0x20), second);
        private final UInt last = reg(uint(8), init(0x30), third);
        private final Counter child = child(new Counter(), second);

        @Override
        protected void build() {
            first.next(first.add(1));
            other.next(other.add(1));
            last.next(last.add(1));
            a.assign(first);
            b.assign(other);
            c.assign(last);
            below.assign(child.count);
        }
    }

    private static final class Counter extends Module {
        final UInt count = output(uint(8));
        private final UInt value = reg(uint(8), init(0x40));

        @Override
        protected void build() {
            value.next(value.add(1));
            count.assign(value);
        }
    }

    private static void expect(Bench bench, long a, long b, long c, long below) {
        bench.expect("a", a).expect("b", b).expect("c", c).expect("below", below);
    }

    @OnEveryEngine
    void s34AStepOfOneClockIsNothingToTheOthers(Subject subject) {
        try (var bench = subject.run(Counters::new)) {
            bench.poke("second_rst_n", 1);
            expect(bench, 0x10, 0x20, 0x30, 0x40);
            bench.step("second_clk");
            expect(bench, 0x10, 0x21, 0x30, 0x41);
            bench.step("third_clk").step("third_clk");
            expect(bench, 0x10, 0x21, 0x32, 0x41);
            bench.step("clk").step();
            expect(bench, 0x12, 0x21, 0x32, 0x41);
            bench.step(3).step("clk", "third_clk");
            expect(bench, 0x16, 0x21, 0x33, 0x41);
        }
    }

    @OnEveryEngine
    void s34ASynchronousResetOfAClockThatRestsDoesNothing(Subject subject) {
        try (var bench = subject.run(Counters::new)) {
            bench.poke("second_rst_n", 1).step("clk").poke("rst", 1).step("second_clk");
            expect(bench, 0x11, 0x21, 0x30, 0x41);
            bench.step("clk");
            expect(bench, 0x10, 0x21, 0x30, 0x41);
        }
    }

    @OnEveryEngine
    void s36AResetLeavesOtherDomainsAlone(Subject subject) {
        try (var bench = subject.run(Counters::new)) {
            bench.poke("second_rst_n", 1).step("clk", "second_clk", "third_clk");
            expect(bench, 0x11, 0x21, 0x31, 0x41);
            bench.poke("second_rst_n", 0);
            expect(bench, 0x11, 0x20, 0x31, 0x40);
            bench.step("clk", "second_clk", "third_clk");
            expect(bench, 0x12, 0x20, 0x32, 0x40);
            bench.poke("second_rst_n", 1).poke("rst", 1).step("clk", "second_clk", "third_clk");
            expect(bench, 0x10, 0x21, 0x33, 0x41);
        }
    }

    /// Two registers that change places.
    private static final class Swap extends Module {
        final ClockDomain other =
                clockDomain(
                        "other", clock(ClockSpec.Edge.FALLING, ClockSpec.Reset.SYNCHRONOUS, true));
        final Bits a = output(bits(4));
        final Bits b = output(bits(4), other);
        private final Bits one = reg(bits(4), init(3));
        private final Bits two = reg(bits(4), init(12), other);

        @Override
        protected void build() {
            synchronous(domain(), other);
            one.next(two);
            two.next(one);
            a.assign(one);
            b.assign(two);
        }
    }

    @OnEveryEngine
    void s35AllClocksThatTickTogetherSampleValuesFromBeforeTheEdge(Subject subject) {
        try (var bench = subject.run(Swap::new)) {
            bench.step("clk", "other_clk").expect("a", 12).expect("b", 3);
            bench.step("other_clk", "clk").expect("a", 3).expect("b", 12);
            bench.step("clk").expect("a", 12).expect("b", 12);
        }
    }

    /// True dual port: a write and a read for each clock.
    private static final class Shared extends Module {
        final ClockDomain other = clockDomain("other", ClockSpec.CORE);
        final UInt at = input(uint(3));
        final Bool write = input(bool());
        final Bits d = input(bits(8));
        final Bits q = output(bits(8));
        final UInt otherAt = input(uint(3), other);
        final Bool otherWrite = input(bool(), other);
        final Bits otherD = input(bits(8), other);
        final Bits otherQ = output(bits(8), other);
        private final Mem<Bits> cells = mem(bits(8), 8, ReadUnderWrite.READ_FIRST);

        @Override
        protected void build() {
            crossing(cells);
            when(write, () -> cells.write(at, d));
            when(otherWrite, () -> cells.write(otherAt, otherD, ones(2), other));
            q.assign(cells.read(at));
            otherQ.assign(cells.read(otherAt, other));
        }
    }

    @OnEveryEngine
    void s35MemoryPortsOfClocksThatTickTogetherActTogether(Subject subject) {
        try (var bench = subject.run(Shared::new)) {
            bench.poke("at", 1).poke("d", 0x11).poke("write", 1);
            bench.poke("otherAt", 2).poke("otherD", 0x22).poke("otherWrite", 1);
            bench.step("clk", "other_clk")
                    .expectCell("cells", 1, 0x11)
                    .expectCell("cells", 2, 0x22);
            bench.poke("write", 0).poke("otherWrite", 0).poke("at", 2).poke("otherAt", 1);
            bench.step("clk", "other_clk").expect("q", 0x22).expect("otherQ", 0x11);
        }
    }

    @OnEveryEngine
    void s37EachPortOfASharedMemoryHasItsClock(Subject subject) {
        try (var bench = subject.run(Shared::new)) {
            bench.poke("at", 1).poke("d", 0x11).poke("write", 1);
            bench.poke("otherAt", 2).poke("otherD", 0x22).poke("otherWrite", 1);
            bench.step("other_clk").expectCell("cells", 1, 0).expectCell("cells", 2, 0x22);
            bench.poke("otherWrite", 0).step("clk").expectCell("cells", 1, 0x11);
            bench.poke("write", 0).poke("at", 2).expect("q", 0);
            bench.step("other_clk").expect("q", 0).expect("otherQ", 0x22);
            bench.step("clk").expect("q", 0x22);
            bench.poke("otherAt", 1).step("clk").expect("otherQ", 0x22);
            bench.step("other_clk").expect("otherQ", 0x11);
        }
    }

    private static final class Checked extends Module {
        final ClockDomain other = clockDomain("other", ClockSpec.CORE);
        final Bool good = input(bool(), other);
        private final Bool seen = reg(bool(), init(0));
        private final Bool otherSeen = reg(bool(), init(0), other);
        final Bool q = output(bool());

        @Override
        protected void build() {
            seen.next(seen.not());
            otherSeen.next(good);
            q.assign(seen);
            check(good, "good at every edge", other);
        }
    }

    @OnEveryEngine
    void s38AChecksClockIsItsOwn(Subject subject) {
        assumeTrue(
                subject == Subject.JIT || subject == Subject.VERILATOR, subject + " does not stop");
        try (var bench = subject.run(Checked::new)) {
            bench.poke("good", 0).step("clk").step(2).expect("q", 1);
            bench.poke("good", 1).step("other_clk").poke("good", 0);
            assertThatThrownBy(() -> bench.step("clk", "other_clk"))
                    .isInstanceOf(AssertionFailure.class);
        }
    }

    @OnEveryEngine
    void aClockThatIsNotThereIsNamed(Subject subject) {
        try (var bench = subject.run(Swap::new)) {
            assertThatThrownBy(() -> bench.step("clock"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("clk, other_clk");
        }
    }

    @Test
    void theDesignKnowsItsClocks() {
        var design = Design.of(Counters::new);
        assertThat(design.clock(design.top().second)).isEqualTo("second_clk");
    }
}
