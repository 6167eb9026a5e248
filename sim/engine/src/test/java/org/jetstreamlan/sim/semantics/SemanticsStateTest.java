package org.jetstreamlan.sim.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.sim.PowerUp;
import org.jetstreamlan.sim.Snapshot;

/// State that is set from outside: sentences 50 to 54.
class SemanticsStateTest {
    private static final ClockSpec ASYNCHRONOUS =
            new ClockSpec(ClockSpec.Edge.RISING, ClockSpec.Reset.ASYNCHRONOUS, true, 1_000_000);
    private static final ClockSpec ACTIVE_LOW =
            new ClockSpec(ClockSpec.Edge.RISING, ClockSpec.Reset.ASYNCHRONOUS, false, 1_000_000);
    private static final ClockSpec FREE =
            new ClockSpec(ClockSpec.Edge.RISING, ClockSpec.Reset.NONE, true, 1_000_000);

    /// Registers that count, hold, follow an input, take a constant, are assigned themselves and never.
    private static final class Registers extends Module {
        final Bits d = input(bits(8));
        final Bool load = input(bool());
        final UInt count = output(uint(8));
        final UInt next = output(uint(8));
        final Bits sum = output(bits(8));
        final Bits constant = output(bits(8));
        final Bits never = output(bits(8));
        final Bits same = output(bits(8));
        final Bits wide = output(bits(100));
        final Bits wideAnd = output(bits(100));
        private final UInt counter = reg(uint(8), init(3));
        private final Bits held = reg(bits(8));
        private final Bits follower = reg(bits(8), init(0x5A));
        private final Bits fixed = reg(bits(8), init(9));
        private final Bits untouched = reg(bits(8), init(0x77));
        private final Bits unreached = reg(bits(8), init(0x44));
        private final Bits itself = reg(bits(8), init(0x33));
        private final Bits broad = reg(bits(100));

        @Override
        protected void build() {
            counter.next(counter.add(1));
            when(num(0, 1).asBits().bit(0), () -> unreached.next(d));
            when(load, () -> held.next(d));
            follower.next(d);
            fixed.next(num(9, 8).asBits());
            itself.next(itself);
            broad.next(broad.not());
            count.assign(counter);
            next.assign(counter.add(1));
            sum.assign(held.xor(d).xor(follower));
            constant.assign(fixed);
            never.assign(untouched);
            same.assign(itself);
            wide.assign(broad);
            wideAnd.assign(broad.and(broad.shl(1)));
        }
    }

    private static final class Parent extends Module {
        final Bits d = input(bits(8));
        final Bool load = input(bool());
        final UInt count = output(uint(8));
        final UInt next = output(uint(8));
        final Bits sum = output(bits(8));
        final Bits constant = output(bits(8));
        final Bits never = output(bits(8));
        final Bits wide = output(bits(100));
        final Bits wideAnd = output(bits(100));
        private final Registers inner = child(new Registers());

        @Override
        protected void build() {
            inner.d.assign(d);
            inner.load.assign(load);
            count.assign(inner.count);
            next.assign(inner.next);
            sum.assign(inner.sum);
            constant.assign(inner.constant);
            never.assign(inner.never);
            wide.assign(inner.wide);
            wideAnd.assign(inner.wideAnd);
        }
    }

    @OnEveryEngine
    void s50APokeOfARegisterIsSeenAtOnceAndLastsUntilItChanges(Subject subject) {
        try (var bench = subject.run(Parent::new)) {
            bench.expect("next", 4).poke("inner.counter", 200).expect("inner.counter", 200);
            bench.expect("count", 200).expect("next", 201).step().expect("count", 201);
            bench.poke("d", 0x0F).step(3).expect("sum", 0).poke("inner.held", 0xF0);
            bench.expect("sum", 0xF0).step(5).expect("sum", 0xF0);
            bench.poke("inner.follower", 0xFF).expect("sum", 0x00).step().expect("sum", 0xF0);
            bench.poke("inner.fixed", 1).expect("constant", 1).step().expect("constant", 9);
            bench.poke("load", 1).step().poke("load", 0).step().expect("inner.held", 0x0F);
        }
    }

    @OnEveryEngine
    void s50ARegisterThatNothingEverAssignsIsAConstant(Subject subject) {
        try (var bench = subject.run(Parent::new).powerUp(PowerUp.random(9))) {
            bench.expect("inner.untouched", 0x77).expect("inner.unreached", 0x44);
            bench.step(3).expect("inner.untouched", 0x77).expect("inner.unreached", 0x44);
        }
    }

    @OnEveryEngine
    void s50APokeThatNobodyLooksAtActsAtTheNextEdge(Subject subject) {
        try (var bench = subject.run(Parent::new)) {
            bench.step(7).poke("inner.counter", 100).step().expect("count", 101);
            bench.poke("inner.counter", 1).poke("inner.counter", 2).step(2).expect("count", 4);
        }
    }

    @OnEveryEngine
    void s50AWideRegisterTakesEveryBit(Subject subject) {
        BigInteger value = new BigInteger("f00ff00ff00ff00ff00ff00ff", 16);
        BigInteger all = BigInteger.ONE.shiftLeft(100).subtract(BigInteger.ONE);
        try (var bench = subject.run(Parent::new)) {
            bench.poke("inner.broad", value).expect("wide", value);
            bench.expect("wideAnd", value.and(value.shiftLeft(1)).and(all));
            bench.step().expect("wide", value.xor(all)).poke("inner.broad", 1).step();
            bench.expect("wide", all.clearBit(0));
        }
    }

    @OnEveryEngine
    void s50PokesAreSeenLongAfterTheStart(Subject subject) {
        try (var bench = subject.run(Parent::new)) {
            // By now an engine that learns what is idle has learnt it.
            for (int i = 0; i < 70_000 && subject == Subject.JIT; i++) {
                bench.step();
            }
            bench.poke("inner.held", 0x11).poke("inner.fixed", 4).poke("inner.counter", 7);
            bench.expect("constant", 4).expect("next", 8).step();
            bench.expect("inner.held", 0x11).expect("constant", 9).expect("count", 8);
        }
    }

    private static final class Cells extends Module {
        private final ReadUnderWrite policy;
        final Bool write = input(bool());
        final UInt address = input(uint(3));
        final Bits data = input(bits(70));
        final Bool enable = input(bool());
        final Bits later = output(bits(70));
        final Bits now = output(bits(70));
        private final Mem<Bits> cells;

        Cells(ReadUnderWrite policy) {
            this.policy = policy;
            super();
            cells = mem(bits(70), 6, policy).init(List.of(BigInteger.TWO, BigInteger.TEN));
        }

        @Override
        protected void build() {
            when(write, () -> cells.write(address, data));
            Bits read = cells.read(address, enable);
            later.assign(read);
            now.assign(cells.readAsync(address));
        }
    }

    @OnEveryEngine
    void s51APokeOfACellIsSeenAtOnceAndLastsUntilItIsWritten(Subject subject) {
        for (var policy : ReadUnderWrite.values()) {
            try (var bench = subject.run(() -> new Cells(policy))) {
                bench.poke("address", 1).poke("enable", 1).expect("now", 10);
                bench.pokeCell("cells", 1, 77).expect("now", 77).expectCell("cells", 1, 77);
                bench.expect("later", 0).step().expect("later", 77).expect("now", 77);
                bench.pokeCell("cells", 1, 5).step().expect("later", 5);
                bench.poke("write", 1).poke("data", 6).step().expectCell("cells", 1, 6);
                bench.expectCell("cells", 0, 2).expectCell("cells", 2, 0);
            }
        }
    }

    @OnEveryEngine
    void s51ReadDataIsARegister(Subject subject) {
        try (var bench = subject.run(() -> new Cells(ReadUnderWrite.READ_FIRST))) {
            bench.poke("address", 1).poke("enable", 1).step().expect("later", 10);
            bench.poke("enable", 0).poke("read", 99).expect("later", 99);
            bench.step(3).expect("later", 99).poke("enable", 1).step().expect("later", 10);
        }
    }

    @OnEveryEngine
    void s52AResetWinsOverAPoke(Subject subject) {
        try (var bench = subject.run(Registers::new)) {
            bench.poke("rst", 1).poke("counter", 50).expect("count", 50).step().expect("count", 3);
            bench.poke("rst", 0).poke("itself", 4).step(2).expect("same", 4).poke("rst", 1).step();
            bench.poke("rst", 0).expect("same", 0x33).step(2).expect("same", 0x33);
        }
        try (var bench = subject.run(Registers::new, ASYNCHRONOUS)) {
            bench.poke("counter", 50).expect("count", 50).poke("rst", 1).expect("count", 3);
            bench.poke("counter", 50).poke("held", 8).expect("count", 3).expect("held", 8);
            bench.poke("rst", 0).expect("count", 3).step().expect("count", 4);
        }
    }

    @OnEveryEngine
    void s53ZeroIsWhatNothingButAResetDefines(Subject subject) {
        try (var bench = subject.run(Registers::new).powerUp(PowerUp.ZERO)) {
            bench.expect("count", 0).expect("next", 1).expect("follower", 0).step();
            bench.expect("count", 1).poke("rst", 1).step().expect("count", 3);
        }
        try (var bench = subject.run(Registers::new, FREE).powerUp(PowerUp.ZERO)) {
            bench.expect("count", 3).expect("follower", 0x5A);
        }
        try (var bench = subject.run(Registers::new, ACTIVE_LOW).powerUp(PowerUp.ZERO)) {
            bench.expect("count", 3).poke("rst_n", 1).powerUp(PowerUp.ZERO).expect("count", 0);
            bench.powerUp(PowerUp.INIT).expect("count", 3).expect("next", 4);
        }
    }

    @OnEveryEngine
    void s53RandomBitsAreThoseOfTheSeedOnEveryEngine(Subject subject) {
        try (var right = Subject.REFERENCE.run(Parent::new);
                var bench = subject.run(Parent::new)) {
            var seen = new ArrayList<BigInteger>();
            for (long seed = 1; seed <= 3; seed++) {
                right.powerUp(PowerUp.random(seed));
                bench.powerUp(PowerUp.random(seed));
                for (String path : List.of("sum", "next", "wideAnd", "never", "inner.broad")) {
                    bench.expect(path, right.peek(path));
                }
                seen.add(bench.peek("inner.broad"));
            }
            assertThat(seen).doesNotHaveDuplicates();
            bench.poke("rst", 1).step().expect("count", 3).expect("never", 0x77);
        }
    }

    @OnEveryEngine
    void s53GivenContentsOfAMemoryStayAndOtherCellsAreRandom(Subject subject) {
        try (var right = Subject.REFERENCE.run(() -> new Cells(ReadUnderWrite.READ_FIRST));
                var bench = subject.run(() -> new Cells(ReadUnderWrite.READ_FIRST))) {
            right.powerUp(PowerUp.random(5));
            bench.powerUp(PowerUp.random(5));
            bench.expectCell("cells", 0, 2).expectCell("cells", 1, 10);
            assertThat(bench.peek("later").signum()).isPositive();
            for (int i = 2; i < 6; i++) {
                bench.poke("address", i);
                right.poke("address", i);
                assertThat(bench.peek("now").bitLength()).isPositive().isLessThanOrEqualTo(70);
                bench.expect("now", right.peek("now"));
            }
        }
    }

    @OnEveryEngine
    void s54WhatFollowsASnapshotFollowsItAgain(Subject subject) {
        try (var bench = subject.run(() -> new Cells(ReadUnderWrite.WRITE_FIRST))) {
            bench.poke("write", 1).poke("enable", 1).poke("address", 3).poke("data", 33).step();
            bench.poke("address", 4).poke("data", 44);
            Snapshot moment = bench.snapshot();
            for (int i = 0; i < 3; i++) {
                bench.expect("later", 33).expect("now", 0).step().expect("later", 44);
                bench.expect("now", 44).poke("address", 3).poke("data", 1000 + i).step();
                bench.expect("later", 1000 + i).expectCell("cells", 4, 44);
                bench.restore(moment).expectCell("cells", 3, 33).expectCell("cells", 4, 0);
            }
        }
        try (var bench = subject.run(Parent::new)) {
            bench.poke("d", 0x21).step(4).poke("inner.held", 0x80).poke("d", 0x22);
            Snapshot moment = bench.snapshot();
            bench.poke("d", 0).poke("inner.fixed", 1).step(20).poke("rst", 1).step();
            bench.restore(moment).expect("count", 7).expect("sum", 0x80 ^ 0x22 ^ 0x21);
            bench.expect("never", 0x77).step().expect("count", 8).expect("sum", 0x80);
        }
    }

    @OnEveryEngine
    void s54AResetThatASnapshotHasActsOnNothingElse(Subject subject) {
        try (var bench = subject.run(Registers::new, ASYNCHRONOUS)) {
            bench.poke("rst", 1).poke("held", 5).step(2);
            Snapshot inReset = bench.snapshot();
            bench.poke("rst", 0).step(5).expect("count", 8);
            Snapshot running = bench.snapshot();
            bench.restore(inReset).expect("count", 3).step().expect("count", 3).expect("held", 5);
            bench.restore(running).expect("count", 8).step().expect("count", 9);
            bench.restore(inReset).poke("rst", 0).step().expect("count", 4);
        }
    }
}
