package org.jetstreamlan.sim.semantics;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Coded;
import org.jetstreamlan.hdl.Encoded;
import org.jetstreamlan.hdl.Encoding;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.Union;
import org.jetstreamlan.hdl.Vec;

/// Types and choices: sentences 24 to 30.
class SemanticsTypesTest {
    enum Plain {
        A,
        B,
        C
    }

    @Encoded(Encoding.ONE_HOT)
    enum Hot {
        A,
        B,
        C
    }

    @Encoded(Encoding.GRAY)
    enum Gray {
        A,
        B,
        C,
        D
    }

    enum Own implements Coded {
        LOAD(0x03),
        STORE(0x23);

        private final long code;

        Own(long code) {
            this.code = code;
        }

        @Override
        public long code() {
            return code;
        }
    }

    private static final class Codes extends Module {
        final UInt which = input(uint(2));
        final Enumerated<Plain> plain = output(enumerated(Plain.class));
        final Enumerated<Hot> hot = output(enumerated(Hot.class));
        final Enumerated<Gray> gray = output(enumerated(Gray.class));
        final Enumerated<Own> own = output(enumerated(Own.class));

        @Override
        protected void build() {
            plain.assign(Plain.A);
            hot.assign(Hot.A);
            gray.assign(Gray.A);
            own.assign(Own.LOAD);
            select(which)
                    .is(
                            2,
                            () -> {
                                plain.assign(Plain.C);
                                hot.assign(Hot.C);
                                gray.assign(Gray.C);
                                own.assign(Own.STORE);
                            });
        }
    }

    @OnEveryEngine
    void s24AConstantHasTheCodeOfItsEnum(Subject subject) {
        try (var bench = subject.run(Codes::new)) {
            bench.expect("plain", 0).expect("hot", 1).expect("gray", 0).expect("own", 0x03);
            bench.poke("which", 2);
            bench.expect("plain", 2).expect("hot", 4).expect("gray", 3).expect("own", 0x23);
        }
    }

    private static final class HotCases extends Module {
        final Bits code = input(bits(3));
        final UInt taken = output(uint(2));
        final Bool isB = output(bool());
        final Bool legal = output(bool());

        @Override
        protected void build() {
            var hot = enumerated(Hot.class).fromBits(code);
            isB.assign(hot.is(Hot.B));
            legal.assign(hot.isLegal());
            select(hot)
                    .is(Hot.A, () -> taken.assign(1))
                    .is(Hot.B, () -> taken.assign(2))
                    .is(Hot.C, () -> taken.assign(3))
                    .otherwise(() -> taken.assign(0));
        }
    }

    @OnEveryEngine
    void s25OneHotLooksAtTheConstantsBit(Subject subject) {
        long[] taken = {0, 1, 2, 1, 3, 1, 2, 1};
        try (var bench = subject.run(HotCases::new)) {
            for (int code = 0; code < 8; code++) {
                bench.poke("code", code).expect("taken", taken[code]);
                bench.expect("isB", code >> 1 & 1)
                        .expect("legal", Integer.bitCount(code) == 1 ? 1 : 0);
            }
        }
    }

    private static final class Stray extends Module {
        final Bits code = input(bits(2));
        final UInt caught = output(uint(2));
        final UInt last = output(uint(2));
        final Bool legal = output(bool());

        @Override
        protected void build() {
            var value = enumerated(Plain.class).fromBits(code);
            legal.assign(value.isLegal());
            select(value)
                    .is(Plain.A, () -> caught.assign(0))
                    .is(Plain.B, Plain.C, () -> caught.assign(1))
                    .otherwise(() -> caught.assign(3));
            select(value)
                    .is(Plain.A, () -> last.assign(0))
                    .is(Plain.B, () -> last.assign(1))
                    .is(Plain.C, () -> last.assign(2));
        }
    }

    @OnEveryEngine
    void s26ACodeThatNoConstantHas(Subject subject) {
        try (var bench = subject.run(Stray::new)) {
            bench.poke("code", 2).expect("caught", 1).expect("last", 2).expect("legal", 1);
            bench.poke("code", 3).expect("caught", 3).expect("last", 2).expect("legal", 0);
        }
    }

    private static final class Patterns extends Module {
        final Bits code = input(bits(4));
        final UInt first = output(uint(3));
        final UInt sparse = output(uint(3));

        @Override
        protected void build() {
            select(code)
                    .like("1???", () -> first.assign(3))
                    .like("01??", () -> first.assign(2))
                    .like("0_0_1_?", () -> first.assign(1))
                    .otherwise(() -> first.assign(0));
            sparse.assign(7);
            select(code)
                    .like("1??1", () -> sparse.assign(1))
                    .like("?1?1", () -> sparse.assign(2))
                    .is(0, () -> sparse.assign(3))
                    .like("???0", () -> sparse.assign(4));
        }
    }

    @OnEveryEngine
    void s27TheFirstPatternThatMatchesIsTaken(Subject subject) {
        try (var bench = subject.run(Patterns::new)) {
            for (int code = 0; code < 16; code++) {
                bench.poke("code", code);
                bench.expect("first", code >= 8 ? 3 : code >= 4 ? 2 : code >= 2 ? 1 : 0);
                int odd = (code & 9) == 9 ? 1 : (code & 5) == 5 ? 2 : 7;
                int even = code == 0 ? 3 : 4;
                bench.expect("sparse", (code & 1) == 1 ? odd : even);
            }
        }
    }

    private static final class FirstOfConditions extends Module {
        final Bool a = input(bool());
        final Bool b = input(bool());
        final UInt out = output(uint(2));

        @Override
        protected void build() {
            out.assign(0);
            select(cat(a, b))
                    .like("1?", () -> {})
                    .like("?1", () -> out.assign(1))
                    .otherwise(() -> out.assign(2));
        }
    }

    @OnEveryEngine
    void s27ACaseThatDoesNothingIsTakenToo(Subject subject) {
        try (var bench = subject.run(FirstOfConditions::new)) {
            bench.expect("out", 2).poke("a", 1).expect("out", 0).poke("b", 1).expect("out", 0);
            bench.poke("a", 0).expect("out", 1);
        }
    }

    private static final class Elements extends Module {
        final UInt index = input(uint(3));
        final UInt in = input(uint(8));
        final Bool write = input(bool());
        final UInt out = output(uint(8));
        private final Vec<UInt> cells = reg(vec(5, uint(8)), init(0x05_0403_0201L));

        @Override
        protected void build() {
            out.assign(cells.at(index));
            when(write, () -> cells.nextAt(index, in));
        }
    }

    @OnEveryEngine
    void s28AnElementBeyondTheEndReadsZeroAndTakesNothing(Subject subject) {
        try (var bench = subject.run(Elements::new)) {
            for (int i = 0; i < 8; i++) {
                bench.poke("index", i).expect("out", i < 5 ? i + 1 : 0);
            }
            bench.poke("write", 1).poke("in", 0x77).poke("index", 6).step();
            bench.poke("index", 2).step().poke("write", 0);
            for (int i = 0; i < 8; i++) {
                bench.poke("index", i).expect("out", i == 2 ? 0x77 : i < 5 ? i + 1 : 0);
            }
        }
    }

    private static final class Shared extends Module {
        final UInt in = input(uint(12));
        final Bool narrow = input(bool());
        final UInt wide = output(uint(12));
        final UInt low = output(uint(5));

        @Override
        protected void build() {
            Union either = wire(union(uint(12), uint(5)));
            either.assignAs(in);
            when(narrow, () -> either.assignAs(in.trunc(5)));
            wide.assign(either.as(uint(12)));
            low.assign(either.as(uint(5)));
        }
    }

    @OnEveryEngine
    void s29AUnionIsReadAtItsLowEnd(Subject subject) {
        try (var bench = subject.run(Shared::new)) {
            bench.poke("in", 0xABC).expect("wide", 0xABC).expect("low", 0x1C);
            bench.poke("narrow", 1).expect("wide", 0x01C).expect("low", 0x1C);
        }
    }

    private static final class Nothing extends Module {
        final Bits none = input(bits(0));
        final UInt alsoNone = input(uint(0));
        final Bits in = input(bits(4));
        final Bits joined = output(bits(4));
        final Bits wide = output(bits(3));
        final Bool equal = output(bool());
        final Bool less = output(bool());
        final Bool all = output(bool());
        final Bits stored = output(bits(2));
        private final Bits state = reg(bits(0), init(0));

        @Override
        protected void build() {
            state.next(none.xor(zeros(0)));
            joined.assign(cat(none, in, state));
            wide.assign(mux(in.orR(), none, state).zext(3));
            equal.assign(alsoNone.eq(state.asUInt()));
            less.assign(alsoNone.lt(0));
            all.assign(none.andR());
            stored.assign(in.slice(1, 0).shl(alsoNone));
        }
    }

    @OnEveryEngine
    void s30ASignalOfNoBitsIsZeroAndVanishes(Subject subject) {
        try (var bench = subject.run(Nothing::new)) {
            bench.poke("in", 0b1011).expect("joined", 0b1011).expect("wide", 0).expect("equal", 1);
            bench.expect("less", 0).expect("all", 1).expect("stored", 0b11).step();
        }
    }

    private static final class Order extends Module {
        /// A bundle with a vector in it.
        record Packet(UInt head, Vec<UInt> bytes) implements Bundle<Packet> {
            static Type<Packet> type() {
                return Type.bundle(
                        f ->
                                new Packet(
                                        f.field("head", Type.uint(4)),
                                        f.field("bytes", Type.vec(3, Type.uint(8)))));
            }
        }

        final Bits in = input(bits(28));
        final UInt head = output(uint(4));
        final UInt first = output(uint(8));
        final UInt last = output(uint(8));
        final Bits again = output(bits(28));

        @Override
        protected void build() {
            var packet = Packet.type().fromBits(in);
            head.assign(packet.head());
            first.assign(packet.bytes().at(0));
            last.assign(packet.bytes().at(2));
            again.assign(packet.asBits());
        }
    }

    @OnEveryEngine
    void s39ABundlesFirstComponentIsOnTopAndAVectorsElementZeroAtTheLowEnd(Subject subject) {
        try (var bench = subject.run(Order::new)) {
            bench.poke("in", 0xA_332211).expect("head", 0xA).expect("first", 0x11);
            bench.expect("last", 0x33).expect("again", 0xA_332211);
        }
    }

    /// There and back: what is asked goes with the link, the answers against it, but for whether they are taken.
    record Answer(UInt value, Bool taken) implements Bundle<Answer> {
        static Type<Answer> type() {
            return Type.bundle(
                    fields ->
                            new Answer(
                                    fields.field("value", Type.uint(4)),
                                    fields.flipped("taken", Type.bool())));
        }
    }

    record Link(UInt asked, Vec<Answer> answers, List<Bool> stops) implements Bundle<Link> {
        static Type<Link> type() {
            return Type.bundle(
                    fields ->
                            new Link(
                                    fields.field("asked", Type.uint(4)),
                                    fields.flipped("answers", Type.vec(2, Answer.type())),
                                    List.of(fields.flipped("stop", Type.bool()))));
        }
    }

    private static final class Answering extends Module {
        final Link link = input(Link.type());
        final UInt taken = output(uint(2));

        @Override
        protected void build() {
            link.answers().at(0).value().assign(link.asked().add(1));
            link.answers().at(1).value().assign(link.asked().add(2));
            link.stops().getFirst().assign(link.asked().eq(9));
            taken.assign(cat(link.answers().at(1).taken(), link.answers().at(0).taken()).asUInt());
        }
    }

    private static final class Asking extends Module {
        final UInt what = input(uint(4));
        final Link link = output(Link.type());
        final UInt sum = output(uint(4));
        final Bool stopped = output(bool());

        @Override
        protected void build() {
            link.asked().assign(what);
            for (Answer answer : link.answers()) {
                answer.taken().assign(answer.value().bit(0));
            }
            sum.assign(link.answers().at(0).value().add(link.answers().at(1).value()));
            stopped.assign(link.stops().getFirst());
        }
    }

    /// Passes a link on, by its ports or by a wire between them.
    private static final class Passing extends Module {
        final Link from = input(Link.type());
        final Link to = output(Link.type());
        private final boolean byWire;
        private final boolean fromFirst;

        Passing(boolean byWire, boolean fromFirst) {
            this.byWire = byWire;
            this.fromFirst = fromFirst;
        }

        @Override
        protected void build() {
            if (byWire) {
                var between = wire(Link.type());
                connect(between, from);
                connect(to, between);
            } else if (fromFirst) {
                connect(from, to);
            } else {
                connect(to, from);
            }
        }
    }

    private static final class Linked extends Module {
        final UInt what = input(uint(4));
        final UInt sum = output(uint(4));
        final Bool stopped = output(bool());
        final UInt taken = output(uint(2));
        private final Asking asking = child(new Asking());
        private final Passing passing;
        private final Answering answering = child(new Answering());
        private final boolean backwards;

        Linked(boolean byWire, boolean backwards) {
            this.passing = child(new Passing(byWire, backwards));
            this.backwards = backwards;
        }

        @Override
        protected void build() {
            asking.what.assign(what);
            if (backwards) {
                connect(asking.link, passing.from);
                connect(passing.to, answering.link);
            } else {
                connect(passing.from, asking.link);
                connect(answering.link, passing.to);
            }
            sum.assign(asking.sum);
            stopped.assign(asking.stopped);
            taken.assign(answering.taken);
        }
    }

    @OnEveryEngine
    void s56WhatIsFlippedGoesTheOtherWay(Subject subject) {
        for (int way = 0; way < 4; way++) {
            boolean byWire = way % 2 == 1;
            boolean backwards = way >= 2;
            try (var bench = subject.run(() -> new Linked(byWire, backwards))) {
                bench.poke("what", 3).expect("sum", 9).expect("stopped", 0).expect("taken", 0b10);
                bench.poke("what", 9).expect("sum", 5).expect("stopped", 1).expect("taken", 0b10);
                bench.poke("what", 2).expect("sum", 7).expect("stopped", 0).expect("taken", 0b01);
            }
        }
    }

    private static final class Listed extends Module {
        final UInt index = input(uint(2));
        final UInt y = output(uint(4));

        @Override
        protected void build() {
            List<UInt> values = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                values.add(num(i + 5, 4));
            }
            y.assign(Vec.of(values).at(index));
        }
    }

    @OnEveryEngine
    void s28AListIsAVectorToo(Subject subject) {
        try (var bench = subject.run(Listed::new)) {
            bench.poke("index", 1).expect("y", 6).poke("index", 3).expect("y", 0);
        }
    }
}
