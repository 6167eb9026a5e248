package org.jetstreamlan.hdl.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Modules that say with [Module#parameters()] what their contents depend on are built once for each value of it.
final class TwinsTest {
    private static final class Leaf extends Module {
        private final int width;
        private final boolean says;
        private final AtomicInteger builds;
        final UInt in;
        final UInt out;
        private final UInt value;
        private final Mem<UInt> seen;

        Leaf(int width, boolean says, AtomicInteger builds) {
            this.width = width;
            this.says = says;
            this.builds = builds;
            super();
            this.in = input(uint(width));
            this.out = output(uint(width));
            this.value = reg(uint(width), init(1));
            this.seen = mem(uint(width), 4, ReadUnderWrite.READ_FIRST);
        }

        @Override
        protected Object parameters() {
            return says ? width : this;
        }

        @Override
        protected void build() {
            builds.incrementAndGet();
            var last = value.trunc(2);
            value.next(value.add(in));
            seen.write(last, value);
            out.assign(value.xor(seen.read(last)));
        }
    }

    private static final class Pair extends Module {
        private final int width;
        private final boolean says;
        private final AtomicInteger builds;
        final UInt in;
        final UInt out;
        final Leaf first;

        Pair(int width, boolean says, AtomicInteger builds) {
            this.width = width;
            this.says = says;
            this.builds = builds;
            super();
            this.in = input(uint(width));
            this.out = output(uint(width));
            this.first = child(new Leaf(width, says, builds));
        }

        @Override
        protected Object parameters() {
            return says ? List.of("pair", width) : this;
        }

        @Override
        protected void build() {
            var second = child(new Leaf(width, says, builds));
            first.in.assign(in);
            second.in.assign(first.out);
            out.assign(second.out);
        }
    }

    private static final class Top extends Module {
        final UInt in = input(uint(8));
        final UInt out = output(uint(8));
        final UInt narrow = output(uint(5));
        final Pair a;
        final Pair b;
        final Leaf c;

        Top(boolean says, AtomicInteger builds) {
            this.a = child(new Pair(8, says, builds));
            this.b = child(new Pair(8, says, builds));
            this.c = child(new Leaf(5, says, builds));
        }

        @Override
        protected void build() {
            a.in.assign(in);
            b.in.assign(a.out);
            out.assign(b.out);
            c.in.assign(in.trunc(5));
            narrow.assign(c.out);
        }
    }

    @Test
    void oneIsBuiltForEachValueAndTheVerilogIsTheSame() {
        var often = new AtomicInteger();
        var once = new AtomicInteger();
        var each = Verilog.of(Design.of(() -> new Top(false, often)).circuit());
        var shared = Verilog.of(Design.of(() -> new Top(true, once)).circuit());
        assertThat(often).hasValue(5);
        assertThat(once).as("widths 8 and 5").hasValue(2);
        assertThat(shared.text()).isEqualTo(each.text());
        assertThat(shared.map()).isEqualTo(each.map());
    }

    @Test
    void signalsAndMemoriesOfTwinsHaveTheirPaths() {
        var design = Design.of(() -> new Top(true, new AtomicInteger()));
        assertThat(design.path(design.top().a.first.value)).isEqualTo("a.first.value");
        assertThat(design.path(design.top().b.first.value)).isEqualTo("b.first.value");
        assertThat(design.path(design.top().b.first.seen)).isEqualTo("b.first.seen");
        assertThat(design.path(design.top().b.out)).isEqualTo("b.out");
    }

    /// Both FIFOs have the depth 2; what they carry shows in their ports alone.
    private static final class TwoPayloads extends Module {
        final Stream<UInt> wideIn = input(stream(uint(9)));
        final Stream<UInt> wideOut = output(stream(uint(9)));
        final Stream<Bool> narrowIn = input(stream(bool()));
        final Stream<Bool> narrowOut = output(stream(bool()));

        @Override
        protected void build() {
            connect(wideOut, wideIn.queue(2));
            connect(narrowOut, narrowIn.queue(2));
        }
    }

    @Test
    void anotherPayloadIsNoTwin() {
        var circuit = Design.of(TwoPayloads::new).circuit();
        assertThat(circuit.modules())
                .extracting(module -> module.name())
                .containsExactly("Fifo_w9_d2_lut", "Fifo_w1_d2_lut", "TwoPayloads");
    }

    private static final class Flop extends Module {
        final Bool in = input(bool());
        final Bool out = output(bool());
        private final Bool held = reg(bool(), init(0));

        @Override
        protected Object parameters() {
            return "flop";
        }

        @Override
        protected void build() {
            held.next(in);
            out.assign(held);
        }
    }

    /// The same module under two kinds of reset.
    private static final class TwoResets extends Module {
        final ClockDomain other =
                clockDomain(
                        "other",
                        new ClockSpec(
                                ClockSpec.Edge.RISING, ClockSpec.Reset.ASYNCHRONOUS, true, 1_000));
        final Bool in = input(bool());
        final Bool there = input(bool(), other);
        final Bool a = output(bool());
        final Bool b = output(bool(), other);
        final Flop here = child(new Flop());
        final Flop inOther = child(new Flop(), other);

        @Override
        protected void build() {
            here.in.assign(in);
            a.assign(here.out);
            inOther.in.assign(there);
            b.assign(inOther.out);
        }
    }

    @Test
    void anotherKindOfResetIsNoTwin() {
        var text = Verilog.of(Design.of(TwoResets::new).circuit()).text();
        assertThat(text)
                .contains("always @(posedge clk)")
                .contains("always @(posedge clk or posedge rst)");
    }

    /// Says that all of its kind are alike, whatever it is given.
    private static final class Forgetful extends Module {
        private final int constant;
        private final Function<Bits, Bits> step;
        final Bits left = input(bits(8));
        final Bits right = input(bits(8));
        final Bits out = output(bits(8));
        private final Bits chosen;
        private final Bits sum;

        Forgetful(int constant, boolean first, int mask, Function<Bits, Bits> step) {
            this.constant = constant;
            this.step = step;
            this.chosen = first ? left : right;
            this.sum = right.and(lit(mask, 8));
        }

        @Override
        protected Object parameters() {
            return "all alike";
        }

        @Override
        protected String moduleName() {
            return "Forgetful";
        }

        @Override
        protected void build() {
            out.assign(step.apply(chosen.xor(lit(constant, 8)).or(sum)));
        }
    }

    private static final class Forgetting extends Module {
        final Bits in = input(bits(8));
        final List<Forgetful> inner = new ArrayList<>();
        final List<Bits> outs = new ArrayList<>();

        Forgetting() {
            Function<Bits, Bits> same = value -> value;
            add(new Forgetful(1, true, 3, same));
            add(new Forgetful(1, true, 3, same));
            add(new Forgetful(2, true, 3, same));
            add(new Forgetful(1, false, 3, same));
            add(new Forgetful(1, true, 4, same));
            add(new Forgetful(1, true, 3, value -> value.not()));
        }

        private void add(Forgetful each) {
            inner.add(child(each));
            outs.add(output(bits(8)));
        }

        @Override
        protected void build() {
            for (int i = 0; i < inner.size(); i++) {
                inner.get(i).left.assign(in);
                inner.get(i).right.assign(in.not());
                outs.get(i).assign(inner.get(i).out);
            }
        }
    }

    @Test
    void whatTheParametersLeaveOutIsFoundInTheFields() {
        var circuit = Design.of(Forgetting::new).circuit();
        var modules = circuit.top().instances().stream().map(each -> each.module()).toList();
        assertThat(modules.get(1)).as("equal in all").isSameAs(modules.get(0));
        assertThat(Set.copyOf(modules)).as("another number, port, mask and function").hasSize(5);
        assertThat(circuit.modules()).hasSize(6);
    }

    /// A signal made in `build()` and left in a field, which the parent's test bench looks at.
    private static final class LeavesASignal extends Module {
        final Bool in = input(bool());
        final Bool out = output(bool());
        @Nullable Bool held;

        @Override
        protected Object parameters() {
            return "one";
        }

        @Override
        protected void build() {
            Bool value = reg(bool(), init(0));
            value.next(in);
            out.assign(value);
            held = value;
        }
    }

    private static final class TwoThatLeave extends Module {
        final Bool in = input(bool());
        final Bool out = output(bool());
        final LeavesASignal a = child(new LeavesASignal());
        final LeavesASignal b = child(new LeavesASignal());

        @Override
        protected void build() {
            a.in.assign(in);
            b.in.assign(a.out);
            out.assign(b.out);
        }
    }

    @Test
    void aModuleThatLeavesSignalsInItsFieldsIsBuiltEachTimeAndShared() {
        var design = Design.of(TwoThatLeave::new);
        assertThat(design.circuit().modules()).hasSize(2);
        var held = Objects.requireNonNull(design.top().b.held);
        assertThat(design.path(held)).isEqualTo("b.value");
    }
}
