package org.jetstreamlan.sim.semantics;

import java.math.BigInteger;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Flow;

/// Clocks, reset and power-up, and one instant: sentences 13 to 19.
class SemanticsClocksTest {
    private static ClockSpec clock(ClockSpec.Edge edge, ClockSpec.Reset reset, boolean activeHigh) {
        return new ClockSpec(edge, reset, activeHigh, 1_000_000);
    }

    private static final class Store extends Module {
        final Bits d = input(bits(8));
        final Bits q = output(bits(8));
        private final Bits value = reg(bits(8), init(0x5A));

        @Override
        protected void build() {
            value.next(d);
            q.assign(value);
        }
    }

    @OnEveryEngine
    void s13ARegisterChangesAtItsEdgeOnly(Subject subject) {
        for (var edge : ClockSpec.Edge.values()) {
            try (var bench =
                    subject.run(Store::new, clock(edge, ClockSpec.Reset.SYNCHRONOUS, true))) {
                bench.expect("q", 0x5A).poke("d", 1).expect("q", 0x5A);
                bench.step().expect("q", 1).poke("d", 2).expect("q", 1).step().expect("q", 2);
            }
        }
    }

    @OnEveryEngine
    void s13AnAsynchronousResetActsWithoutAnEdgeAndHolds(Subject subject) {
        for (boolean activeHigh : new boolean[] {true, false}) {
            int active = activeHigh ? 1 : 0;
            var rst = activeHigh ? "rst" : "rst_n";
            var clock = clock(ClockSpec.Edge.RISING, ClockSpec.Reset.ASYNCHRONOUS, activeHigh);
            try (var bench = subject.run(Store::new, clock)) {
                bench.poke(rst, 1 - active).poke("d", 1).step().expect("q", 1);
                bench.poke(rst, active).expect("q", 0x5A).step().expect("q", 0x5A);
                bench.poke(rst, 1 - active).expect("q", 0x5A).step().expect("q", 1);
                bench.poke(rst, active).poke(rst, 1 - active).expect("q", 0x5A);
            }
        }
    }

    private static final class Swap extends Module {
        final Bits first = output(bits(4));
        final Bits second = output(bits(4));
        private final Bits one = reg(bits(4), init(3));
        private final Bits two = reg(bits(4), init(12));

        @Override
        protected void build() {
            one.next(two);
            two.next(one);
            first.assign(one);
            second.assign(two);
        }
    }

    @OnEveryEngine
    void s14AllRegistersSampleValuesFromBeforeTheEdge(Subject subject) {
        try (var bench = subject.run(Swap::new)) {
            bench.expect("first", 3).expect("second", 12);
            bench.step().expect("first", 12).expect("second", 3);
            bench.step(2).expect("first", 12).expect("second", 3);
        }
    }

    private static final class Resettable extends Module {
        final Bits d = input(bits(8));
        final Bits q = output(bits(8));
        final Bits free = output(bits(8));
        private final Bits value = reg(bits(8), init(0x5A));
        private final Bits unreset = reg(bits(8));
        private final Mem<Bits> cells =
                mem(bits(8), 2, ReadUnderWrite.READ_FIRST)
                        .init(List.of(BigInteger.valueOf(7), BigInteger.valueOf(8)));

        @Override
        protected void build() {
            value.next(d);
            unreset.next(d);
            q.assign(value);
            free.assign(unreset);
            cells.write(num(1, 1), d);
        }
    }

    @OnEveryEngine
    void s15ASynchronousResetIsSampledAtTheEdgeAndWins(Subject subject) {
        for (boolean activeHigh : new boolean[] {true, false}) {
            int active = activeHigh ? 1 : 0;
            var rst = activeHigh ? "rst" : "rst_n";
            var clock = clock(ClockSpec.Edge.RISING, ClockSpec.Reset.SYNCHRONOUS, activeHigh);
            try (var bench = subject.run(Resettable::new, clock)) {
                bench.poke(rst, 1 - active).poke("d", 1).step().expect("q", 1);
                bench.poke(rst, active).expect("q", 1);
                bench.poke(rst, 1 - active).step().expect("q", 1);
                bench.poke(rst, active).step().expect("q", 0x5A);
            }
        }
    }

    @OnEveryEngine
    void s15ResetLeavesMemoriesAlone(Subject subject) {
        try (var bench = subject.run(Resettable::new)) {
            bench.poke("rst", 1).poke("d", 0x77).step();
            bench.expectCell("cells", 0, 7).expectCell("cells", 1, 0x77);
        }
    }

    @OnEveryEngine
    void s16ARegisterWithoutInitIsNotReset(Subject subject) {
        try (var bench = subject.run(Resettable::new)) {
            bench.poke("rst", 1).poke("d", 0x77).step();
            bench.expect("q", 0x5A).expect("free", 0x77);
        }
        var asynchronous = clock(ClockSpec.Edge.RISING, ClockSpec.Reset.ASYNCHRONOUS, true);
        try (var bench = subject.run(Resettable::new, asynchronous)) {
            bench.poke("d", 0x77).step().poke("rst", 1).expect("q", 0x5A).expect("free", 0x77);
            bench.poke("d", 0x12).step().expect("q", 0x5A).expect("free", 0x12);
        }
    }

    private static final class PartlyReset extends Module {
        final Flow<Bits> in = input(flow(bits(8)));
        final Flow<Bits> out = output(flow(bits(8)));
        private final Flow<Bits> held = reg(flow(bits(8)), Flow::valid, init(1));

        @Override
        protected void build() {
            held.next(in);
            out.assign(held);
        }
    }

    @OnEveryEngine
    void s16APartOfABundleMayBeResetAlone(Subject subject) {
        try (var bench = subject.run(PartlyReset::new)) {
            bench.expect("out_valid", 1).poke("in_payload", 0x77).step();
            bench.expect("out_valid", 0).expect("out_payload", 0x77);
            bench.poke("rst", 1).poke("in_payload", 0x12).step();
            bench.expect("out_valid", 1).expect("out_payload", 0x12);
        }
    }

    @OnEveryEngine
    void s17PowerUpIsInitOrZeroWithoutAnyReset(Subject subject) {
        for (var reset : ClockSpec.Reset.values()) {
            try (var bench =
                    subject.run(Resettable::new, clock(ClockSpec.Edge.RISING, reset, true))) {
                bench.expect("q", 0x5A).expect("free", 0);
                bench.expectCell("cells", 0, 7).expectCell("cells", 1, 8);
            }
        }
    }

    private static final class Sum extends Module {
        final UInt a = input(uint(8));
        final UInt b = input(uint(8));
        final UInt y = output(uint(8));
        final UInt total = output(uint(8));
        private final UInt sum = reg(uint(8), init(0));

        @Override
        protected void build() {
            y.assign(a.add(b).add(sum));
            sum.next(y);
            total.assign(sum);
        }
    }

    @OnEveryEngine
    void s18WhatIsPeekedAfterPokesIsSettled(Subject subject) {
        try (var bench = subject.run(Sum::new)) {
            bench.poke("a", 1).expect("y", 1);
            bench.poke("b", 2).expect("y", 3).expect("total", 0);
            bench.poke("a", 0xFF).poke("a", 7).poke("b", 0).expect("y", 7);
        }
    }

    private static final class Instant extends Module {
        final Bool write = input(bool());
        final Bits d = input(bits(8));
        final Bits read = output(bits(8));
        final Bits kept = output(bits(8));
        final Bits now = output(bits(8));
        private final Bits stage = reg(bits(8), init(0));
        private final Mem<Bits> cells = mem(bits(8), 1, ReadUnderWrite.READ_FIRST);

        @Override
        protected void build() {
            var data = cells.read(num(0, 1));
            stage.next(data);
            when(write, () -> cells.write(num(0, 1), d));
            read.assign(data);
            kept.assign(stage);
            now.assign(cells.readAsync(num(0, 1)));
        }
    }

    @OnEveryEngine
    void s19AStepSamplesAllBeforeAnyOfItIsCommitted(Subject subject) {
        try (var bench = subject.run(Instant::new)) {
            bench.poke("write", 1).poke("d", 1).step();
            bench.expect("now", 1).expect("read", 0).expect("kept", 0);
            bench.poke("d", 2).step().expect("now", 2).expect("read", 1).expect("kept", 0);
            bench.poke("d", 3).step().expect("now", 3).expect("read", 2).expect("kept", 1);
        }
    }
}
