package org.jetstreamlan.hdl.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.check.HdlError.DomainCrossing;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Crossing;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Fifo.Storage;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.hdl.lib.clock.AsyncFifo;
import org.jetstreamlan.hdl.lib.clock.BitSynchronizer;
import org.jetstreamlan.hdl.lib.clock.GrayCounterCrossing;
import org.jetstreamlan.hdl.lib.clock.HandshakeCrossing;
import org.jetstreamlan.hdl.lib.clock.PulseCrossing;
import org.jetstreamlan.hdl.lib.clock.ResetSynchronizer;
import org.junit.jupiter.api.Test;

/// What may sample what, by clock domains.
class DomainCrossingTest {
    private static List<DomainCrossing> crossings(Supplier<? extends Module> module) {
        var thrown = catchThrowableOfType(HdlException.class, () -> Design.of(module::get));
        assertThat(thrown).as("an illegal crossing").isNotNull();
        return thrown.errors().stream().map(DomainCrossing.class::cast).toList();
    }

    private static List<String> names(DomainCrossing error) {
        return error.hops().stream().map(DomainCrossing.Hop::name).toList();
    }

    /// A register of either domain; the second samples the first.
    private static class Pair extends Module {
        final ClockDomain other = clockDomain("other", ClockSpec.CORE);
        final Bool d = input(bool());
        final Bool q = output(bool(), other);
        final Bool first = reg(bool(), init(0));
        final Bool second = reg(bool(), init(0), other);

        @Override
        protected void build() {
            first.next(d);
            var turned = first.not();
            second.next(turned);
            q.assign(second);
        }
    }

    @Test
    void aRegisterOfAnotherDomainMayNotBeSampled() {
        var error = crossings(Pair::new).getFirst();
        assertThat(error.id()).isEqualTo("JH-CROSSING");
        assertThat(error.name()).isEqualTo("Pair.second");
        assertThat(error.from()).isEqualTo("clk");
        assertThat(error.to()).isEqualTo("other_clk");
        assertThat(names(error)).containsExactly("Pair.first", "Pair.turned", "Pair.second");
        assertThat(error.spots())
                .allSatisfy(
                        spot ->
                                assertThat(spot.place().file())
                                        .isEqualTo("DomainCrossingTest.java"))
                .allSatisfy(spot -> assertThat(spot.place().line()).isPositive());
        assertThat(error.message()).contains("Pair.first, which changes with clk");
    }

    private static final class Related extends Pair {
        @Override
        protected void build() {
            synchronous(domain(), other);
            super.build();
        }
    }

    @Test
    void synchronousDomainsMaySampleEachOther() {
        assertThat(Design.of(Related::new).circuit()).isNotNull();
    }

    private static final class Condition extends Pair {
        @Override
        protected void build() {
            first.next(d);
            when(first, () -> second.next(1));
            q.assign(second);
        }
    }

    @Test
    void aConditionIsSampledToo() {
        assertThat(names(crossings(Condition::new).getFirst()))
                .containsExactly("Condition.first", "Condition.second");
    }

    private static final class WrongOutput extends Pair {
        @Override
        protected void build() {
            first.next(d);
            second.next(second);
            q.assign(first);
        }
    }

    @Test
    void anOutputIsSampledByItsDomain() {
        assertThat(names(crossings(WrongOutput::new).getFirst()))
                .containsExactly("WrongOutput.first", "WrongOutput.q");
    }

    private static final class Leaf extends Module {
        final Bool in = input(bool());
        final Bool out = output(bool());
        private final Bool value = reg(bool(), init(0));

        @Override
        protected void build() {
            value.next(in);
            out.assign(value);
        }
    }

    private static final class Middle extends Module {
        final Bool in = input(bool());
        final Bool out = output(bool());
        private final Leaf leaf = child(new Leaf());

        @Override
        protected void build() {
            leaf.in.assign(in);
            out.assign(leaf.out);
        }
    }

    private static final class Outer extends Module {
        final Bool in = input(bool());
        final Bool out = output(bool());
        private final Middle middle = child(new Middle());

        @Override
        protected void build() {
            middle.in.assign(in);
            out.assign(middle.out);
        }
    }

    private static final class Deep extends Module {
        final ClockDomain other = clockDomain("other", ClockSpec.CORE);
        final Bool d = input(bool());
        final Bool q = output(bool(), other);
        private final Outer from = child(new Outer());
        private final Outer to;

        Deep(boolean twoClocks) {
            this.to = child(new Outer(), twoClocks ? other : domain());
        }

        @Override
        protected void build() {
            var last = reg(bool(), init(0), other);
            from.in.assign(d);
            to.in.assign(from.out);
            last.next(last);
            q.assign(last);
        }
    }

    @Test
    void theWayGoesThroughThreeLevelsOfHierarchy() {
        var errors = crossings(() -> new Deep(true));
        assertThat(errors).hasSize(1);
        assertThat(names(errors.getFirst()))
                .containsExactly(
                        "Deep.from.middle.leaf.value",
                        "Deep.from.middle.leaf.out",
                        "Deep.from.middle.out",
                        "Deep.from.out",
                        "Deep.to.in",
                        "Deep.to.middle.in",
                        "Deep.to.middle.leaf.in",
                        "Deep.to.middle.leaf.value");
        assertThat(errors.getFirst().to()).isEqualTo("other_clk");
    }

    @Test
    void domainsBoundToOneAreOne() {
        assertThat(Design.of(() -> new Deep(false)).circuit()).isNotNull();
    }

    private static final class ThroughMemory extends Module {
        final ClockDomain other = clockDomain("other", ClockSpec.CORE);
        final UInt where = input(uint(2));
        final Bits d = input(bits(8));
        final UInt from = input(uint(2), other);
        final Bits q = output(bits(8), other);
        private final Mem<Bits> cells = mem(bits(8), 4, ReadUnderWrite.UNDEFINED);
        private final boolean block;
        private final boolean marked;

        ThroughMemory(boolean block, boolean marked) {
            this.block = block;
            this.marked = marked;
        }

        @Override
        protected void build() {
            if (marked) {
                crossing(cells);
            }
            cells.write(where, d);
            var last = reg(bits(8), other);
            last.next(block ? cells.read(from, other) : cells.readAsync(from));
            q.assign(last);
        }
    }

    @Test
    void aMemoryIsNoWayRound() {
        var block = crossings(() -> new ThroughMemory(true, false));
        assertThat(block).hasSize(1);
        assertThat(names(block.getFirst())).startsWith("ThroughMemory.cells");
        var lut = crossings(() -> new ThroughMemory(false, false));
        assertThat(names(lut.getFirst()))
                .containsExactly("ThroughMemory.cells", "ThroughMemory.last");
    }

    @Test
    void aMemoryThatCrossesMayHaveTwoClocks() {
        assertThat(Design.of(() -> new ThroughMemory(true, true)).circuit()).isNotNull();
        assertThat(Design.of(() -> new ThroughMemory(false, true)).circuit()).isNotNull();
    }

    private static final class ForeignAddress extends Module {
        final ClockDomain other = clockDomain("other", ClockSpec.CORE);
        final UInt where = input(uint(2), other);
        final Bits q = output(bits(8));
        private final Mem<Bits> cells = mem(bits(8), 4, ReadUnderWrite.READ_FIRST);

        @Override
        protected void build() {
            q.assign(cells.read(where));
        }
    }

    @Test
    void theAddressOfAPortIsSampled() {
        var error = crossings(ForeignAddress::new).getFirst();
        assertThat(names(error)).containsExactly("ForeignAddress.where", "ForeignAddress.cells");
        assertThat(error.from()).isEqualTo("other_clk");
    }

    private static final class Button extends Module {
        final Bool button = asynchronous(bool());
        final Bool q = output(bool());
        private final boolean safe;

        Button(boolean safe) {
            this.safe = safe;
        }

        @Override
        protected void build() {
            if (safe) {
                var seen = child(new BitSynchronizer());
                seen.in.assign(button);
                q.assign(seen.out);
            } else {
                var seen = reg(bool(), init(0));
                seen.next(button);
                q.assign(seen);
            }
        }
    }

    @Test
    void anAsynchronousInputNeedsASynchroniser() {
        var error = crossings(() -> new Button(false)).getFirst();
        assertThat(error.from()).isEmpty();
        assertThat(error.message()).contains("belongs to no clock");
        assertThat(Design.of(() -> new Button(true)).circuit()).isNotNull();
    }

    private static final class Glitch extends Pair {
        private final BitSynchronizer synchronizer = child(new BitSynchronizer(), other);

        @Override
        protected void build() {
            first.next(d);
            synchronizer.in.assign(first.and(d));
            second.next(synchronizer.out);
            q.assign(second);
        }
    }

    @Test
    void logicBeforeASynchroniserIsAnError() {
        var error = crossings(Glitch::new).getFirst();
        assertThat(error.throughLogic()).isTrue();
        assertThat(names(error)).endsWith("Glitch.synchronizer.in", "Glitch.synchronizer.stages_0");
        assertThat(error.suggestion()).contains("register of the source's domain");
    }

    /// What a GrayCounterCrossing would be without its code: a plain register of the other domain.
    private static final class Uncrossed extends Pair {
        @Override
        protected void build() {
            first.next(d);
            crossing(second, Crossing.HELD);
            second.next(first);
            var third = reg(bool(), init(0), other);
            third.next(first);
            q.assign(second.xor(third));
        }
    }

    @Test
    void onlyTheRegisterThatIsMarkedMayCross() {
        assertThat(crossings(Uncrossed::new))
                .singleElement()
                .satisfies(error -> assertThat(error.name()).isEqualTo("Uncrossed.third"));
    }

    @Test
    void thePrimitivesAreLegal() {
        for (Storage storage : Storage.values()) {
            Design.of(() -> new AsyncFifo<>(org.jetstreamlan.hdl.Type.bits(8), 8, storage));
        }
        Design.of(() -> new HandshakeCrossing<>(org.jetstreamlan.hdl.Type.bits(8), 2));
        Design.of(() -> new GrayCounterCrossing(4, 3));
        Design.of(() -> new PulseCrossing(2));
        Design.of(BitSynchronizer::new);
        Design.of(
                () -> new ResetSynchronizer(2),
                new ClockSpec(ClockSpec.Edge.RISING, ClockSpec.Reset.ASYNCHRONOUS, true, 1));
    }

    @Test
    void aResetSynchroniserNeedsAnAsynchronousReset() {
        assertThatThrownBy(() -> Design.of(() -> new ResetSynchronizer(2)))
                .hasMessageContaining("SYNCHRONOUS")
                .hasMessageContaining("bind it");
    }

    /// A domain for each of `clocks`, each register sampling the one of the domain before.
    private static final class Many extends Module {
        private final int clocks;

        Many(int clocks) {
            this.clocks = clocks;
        }

        @Override
        protected void build() {
            var before = reg(bool(), init(0));
            before.next(before.not());
            for (int i = 1; i < clocks; i++) {
                var next =
                        reg(bool(), init(0), clockDomain("c" + i, ClockSpec.CORE)).named("r" + i);
                next.next(before);
                before = next;
            }
        }
    }

    @Test
    void moreThanAWordOfDomains() {
        assertThat(crossings(() -> new Many(200))).hasSize(199);
    }

    private static final class Chain extends Pair {
        @Override
        protected void build() {
            var value = first;
            for (int i = 0; i < 200_000; i++) {
                value = value.xor(d);
            }
            first.next(d);
            second.next(value);
            q.assign(second);
        }
    }

    @Test
    void aLongWayIsFoundWithoutRecursion() {
        assertThat(crossings(Chain::new).getFirst().name()).isEqualTo("Chain.second");
    }

    private static final class ManyBits extends Module {
        final ClockDomain other = clockDomain("other", ClockSpec.CORE);
        final Bool a = input(bool());
        final Bool b = input(bool());
        final Bool q = output(bool(), other);
        private final Leaf one = child(new Leaf(), other);
        private final Leaf two = child(new Leaf(), other);
        final Bool third = reg(bool(), init(0), other);
        final Bool fourth = reg(bool(), init(0), other);

        @Override
        protected void build() {
            one.in.assign(a);
            two.in.assign(b);
            third.next(a);
            fourth.next(b);
            q.assign(any(one.out, two.out, third, fourth));
        }
    }

    @Test
    void whatGoesIntoDifferentInstancesOrIntoNoneIsNotOneError() {
        var errors = crossings(ManyBits::new);
        assertThat(errors)
                .extracting(DomainCrossing::name)
                .containsExactlyInAnyOrder(
                        "ManyBits.one.value",
                        "ManyBits.two.value",
                        "ManyBits.third",
                        "ManyBits.fourth");
        assertThat(errors).allMatch(error -> error.others().isEmpty() && error.remedy().isEmpty());
    }

    private static final class Turned extends Module {
        final ClockDomain other = clockDomain("other", ClockSpec.CORE);
        final Stream<Bits> in = input(stream(Type.bits(8)));
        final Stream<Bits> out = output(stream(Type.bits(8)), other);
        private final AsyncFifo<Bits> fifo =
                child(new AsyncFifo<>(Type.bits(8), 8, Storage.LUT), other, domain());

        @Override
        protected void build() {
            in.into(fifo.in);
            fifo.out.into(out);
        }
    }

    /// All that goes wrong in one direction is one error, and both say what to do.
    @Test
    void anAsyncFifoWithItsDomainsTurnedRoundIsSaidToBeSo() {
        var errors = crossings(Turned::new);
        assertThat(errors).hasSize(2);
        assertThat(errors)
                .allMatch(error -> error.remedy().startsWith("give fifo its two domains"));
        assertThat(errors.getFirst().suggestion()).contains("give fifo its two domains");
        var names = new ArrayList<>(errors.getLast().others());
        names.add(errors.getLast().name());
        assertThat(names).contains("Turned.out_valid", "Turned.out_payload", "Turned.fifo.cells");
    }

    private static final class OfAnotherClock extends Module {
        final ClockDomain line = clockDomain("line", ClockSpec.CORE);
        final Stream<Bits> in = input(stream(Type.bits(8)), line);
        final Stream<Bits> out = output(stream(Type.bits(8)), line);

        @Override
        protected void build() {
            in.queue(4).into(out);
        }
    }

    /// A verb makes its hardware in the module's own domain.
    @Test
    void aVerbOnAStreamOfAnotherClockIsToldToHaveThatClock() {
        var errors = crossings(OfAnotherClock::new);
        assertThat(errors).hasSize(2);
        assertThat(errors)
                .allMatch(error -> error.suggestion().contains("give it that domain"))
                .allMatch(error -> error.suggestion().contains("in_queue"));
    }
}
