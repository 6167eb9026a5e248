package org.jetstreamlan.sim.semantics;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.clock.ClockDivider;
import org.jetstreamlan.hdl.lib.clock.ClockGate;
import org.jetstreamlan.sim.AssertionFailure;

/// Clocks that come from others: sentences 45 to 48.
class SemanticsDerivedClocksTest {
    private static final class Count extends Module {
        final UInt count = output(uint(8));
        private final UInt value = reg(uint(8), init(0));

        @Override
        protected void build() {
            value.next(value.add(1));
            count.assign(value);
        }
    }

    /// Passes its domain on to a child.
    private static final class Level extends Module {
        final UInt count = output(uint(8));
        private final Count inner = child(new Count());

        @Override
        protected void build() {
            count.assign(inner.count);
        }
    }

    /// A gated domain in the module itself and two levels below it, and a divided one of the gated one.
    private static final class Gated extends Module {
        final Bool enable = input(bool());
        final UInt all = output(uint(8));
        final UInt own = output(uint(8));
        final UInt below = output(uint(8));
        final UInt third = output(uint(8));
        final UInt seen = output(uint(8));
        private final ClockGate gate = child(new ClockGate());
        private final ClockDomain awake = clockDomain("awake", gate.clock);
        private final ClockDivider divider = child(new ClockDivider(3), awake);
        private final ClockDomain slow = clockDomain("slow", divider.clock);
        private final UInt every = reg(uint(8), init(0));
        private final UInt some = reg(uint(8), init(0), awake);
        private final UInt few = reg(uint(8), init(0), slow);
        private final UInt sampled = reg(uint(8), init(0), awake);
        private final Level level = child(new Level(), awake);

        @Override
        protected void build() {
            gate.enable.assign(enable);
            every.next(every.add(1));
            some.next(some.add(1));
            few.next(few.add(1));
            sampled.next(every);
            all.assign(every);
            own.assign(some);
            below.assign(level.count);
            third.assign(few);
            seen.assign(sampled);
        }
    }

    private static void expect(Bench bench, long all, long own, long third, long seen) {
        bench.expect("all", all).expect("own", own).expect("below", own).expect("third", third);
        bench.expect("seen", seen);
    }

    @OnEveryEngine
    void s45AGatedClockTicksAtTheEdgesBeforeWhichItsEnableIs1(Subject subject) {
        try (var bench = subject.run(Gated::new)) {
            expect(bench, 0, 0, 0, 0);
            bench.step(2);
            expect(bench, 2, 0, 0, 0);
            bench.poke("enable", 1).step();
            // All that ticks samples values from before the edge.
            expect(bench, 3, 1, 0, 2);
            bench.poke("enable", 0).step();
            expect(bench, 4, 1, 0, 2);
            bench.poke("enable", 1).step(2);
            expect(bench, 6, 3, 1, 5);
            bench.step(3);
            expect(bench, 9, 6, 2, 8);
        }
    }

    private static final class Divided extends Module {
        final UInt byOne = output(uint(8));
        final UInt byFour = output(uint(8));
        private final ClockDivider one = child(new ClockDivider(1));
        private final ClockDivider four = child(new ClockDivider(4));
        private final ClockDomain same = clockDomain("same", one.clock);
        private final ClockDomain slow = clockDomain("slow", four.clock);
        private final Count first = child(new Count(), same);
        private final Count second = child(new Count(), slow);

        @Override
        protected void build() {
            byOne.assign(first.count);
            byFour.assign(second.count);
        }
    }

    @OnEveryEngine
    void s46ADividedClockHasEveryNthEdgeTheFirstNAfterReset(Subject subject) {
        try (var bench = subject.run(Divided::new)) {
            bench.step(3).expect("byFour", 0).step().expect("byFour", 1).expect("byOne", 4);
            bench.step(2).poke("rst", 1).step().expect("byFour", 0).expect("byOne", 0);
            bench.poke("rst", 0).step(3).expect("byFour", 0).step().expect("byFour", 1);
            bench.step(4).expect("byFour", 2).expect("byOne", 8);
        }
    }

    @OnEveryEngine
    void s47AResetActsAtEveryEdgeOfTheSource(Subject subject) {
        try (var bench = subject.run(Gated::new)) {
            bench.poke("enable", 1).step(4).expect("own", 4).poke("enable", 0);
            bench.poke("rst", 1).expect("own", 4).step().expect("own", 0).expect("below", 0);
        }
    }

    @OnEveryEngine
    void s47AnAsynchronousResetActsWithoutAnyEdge(Subject subject) {
        var clock =
                new ClockSpec(ClockSpec.Edge.FALLING, ClockSpec.Reset.ASYNCHRONOUS, false, 1_000);
        try (var bench = subject.run(Gated::new, clock)) {
            bench.poke("rst_n", 1).poke("enable", 1).step(4).expect("own", 4).poke("enable", 0);
            bench.poke("rst_n", 0).expect("own", 0).expect("below", 0).expect("all", 0);
        }
    }

    /// Ports of a memory in a derived domain, in a child of one as well.
    private static final class Stored extends Module {
        final Bool enable = input(bool());
        final Bool write = input(bool());
        final UInt at = input(uint(2));
        final Bits d = input(bits(8));
        final Bits q = output(bits(8));
        final Bits below = output(bits(8));
        private final ClockGate gate = child(new ClockGate());
        private final ClockDomain awake = clockDomain("awake", gate.clock);
        private final Mem<Bits> cells = mem(bits(8), 4, ReadUnderWrite.READ_FIRST);
        private final Cells inner = child(new Cells(), awake);

        @Override
        protected void build() {
            gate.enable.assign(enable);
            when(write, () -> cells.write(at, d, awake));
            q.assign(cells.read(at, awake));
            inner.write.assign(write);
            inner.at.assign(at);
            inner.d.assign(d);
            below.assign(inner.q);
        }
    }

    private static final class Cells extends Module {
        final Bool write = input(bool());
        final UInt at = input(uint(2));
        final Bits d = input(bits(8));
        final Bits q = output(bits(8));
        private final Mem<Bits> cells = mem(bits(8), 4, ReadUnderWrite.WRITE_FIRST);

        @Override
        protected void build() {
            when(write, () -> cells.write(at, d));
            q.assign(cells.read(at));
        }
    }

    @OnEveryEngine
    void s45PortsOfMemoriesRestWithTheirClock(Subject subject) {
        try (var bench = subject.run(Stored::new)) {
            bench.poke("write", 1).poke("at", 2).poke("d", 0x5A).step();
            bench.expectCell("cells", 2, 0).expectCell("inner.cells", 2, 0);
            bench.poke("enable", 1).step();
            bench.expectCell("cells", 2, 0x5A).expectCell("inner.cells", 2, 0x5A);
            bench.expect("q", 0).expect("below", 0x5A);
            bench.poke("write", 0).poke("enable", 0).step().expect("q", 0);
            bench.poke("enable", 1).step().expect("q", 0x5A);
            bench.poke("at", 1).poke("enable", 0).step().expect("q", 0x5A).expect("below", 0x5A);
        }
    }

    /// Two registers that change places, each with a clock of its own, which the parent binds to one and what comes from it.
    private static final class Swap extends Module {
        final ClockDomain other = clockDomain("other", ClockSpec.CORE);
        final UInt a = output(uint(4));
        final UInt b = output(uint(4), other);
        private final UInt one = reg(uint(4), init(3));
        private final UInt two = reg(uint(4), init(12), other);

        @Override
        protected void build() {
            one.next(two);
            two.next(one);
            a.assign(one);
            b.assign(two);
        }
    }

    private static final class Swapping extends Module {
        final Bool enable = input(bool());
        final UInt a = output(uint(4));
        final UInt b = output(uint(4));
        private final ClockGate gate = child(new ClockGate());
        private final ClockDomain awake = clockDomain("awake", gate.clock);
        private final Swap swap = child(new Swap(), domain(), awake);

        @Override
        protected void build() {
            gate.enable.assign(enable);
            a.assign(swap.a);
            b.assign(swap.b);
        }
    }

    @OnEveryEngine
    void s45EdgesOfAClockAndOfWhatComesFromItAreOne(Subject subject) {
        try (var bench = subject.run(Swapping::new)) {
            bench.poke("enable", 1).step().expect("a", 12).expect("b", 3);
            bench.step().expect("a", 3).expect("b", 12);
            bench.poke("enable", 0).step().expect("a", 12).expect("b", 12);
        }
    }

    private static final class Checked extends Module {
        final Bool enable = input(bool());
        final Bool good = input(bool());
        final Bool q = output(bool());
        private final ClockGate gate = child(new ClockGate());
        private final ClockDomain awake = clockDomain("awake", gate.clock);
        private final Bool seen = reg(bool(), init(0), awake);

        @Override
        protected void build() {
            gate.enable.assign(enable);
            seen.next(good);
            q.assign(seen);
            check(good, "good while awake", awake);
        }
    }

    @OnEveryEngine
    void s48WhatADesignSaysOfItselfIsLookedAtWhenTheDerivedClockTicks(Subject subject) {
        assumeTrue(
                subject == Subject.JIT || subject == Subject.VERILATOR, subject + " does not stop");
        try (var bench = subject.run(Checked::new)) {
            bench.poke("good", 0).step(3).expect("q", 0);
            bench.poke("good", 1).poke("enable", 1).step().expect("q", 1).poke("good", 0);
            assertThatThrownBy(bench::step).isInstanceOf(AssertionFailure.class);
        }
    }
}
