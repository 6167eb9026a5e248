package org.jetstreamlan.sim.semantics;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Optional;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.BlackBox;
import org.jetstreamlan.hdl.BlackBoxModel;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Inout;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.Engines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Black boxes: sentences 41 to 44.
class SemanticsBlackBoxesTest {
    /// The Verilog of `accumulator.v`, and the same in Java.
    private static final class Accumulator extends BlackBox {
        record Parameters(int width, boolean subtract, int start) {}

        private final Parameters p;
        final UInt term;
        final UInt total;
        final UInt following;

        Accumulator(Parameters p) {
            super("accumulator");
            this.p = p;
            term = input(uint(p.width));
            total = output(uint(p.width));
            following = output(uint(p.width));
            clock("clk_i");
            reset("rst_ni", false);
            parameter("WIDTH", p.width);
            parameter("MODE", p.subtract ? "SUB" : "ADD");
            parameter("START", lit(p.start, 8));
            registered(total);
        }

        @Override
        protected Optional<String> verilog() {
            return resource("accumulator.v");
        }

        @Override
        protected Optional<BlackBoxModel> model() {
            return Optional.of(
                    new BlackBoxModel() {
                        private long sum = p.start;

                        @Override
                        public void evaluate(Inputs in, Outputs out) {
                            if (in.isReset(domain())) {
                                sum = p.start;
                            }
                            out.set(total, sum);
                            out.set(following, following(in));
                        }

                        @Override
                        public void edge(Inputs in) {
                            sum = in.isReset(domain()) ? p.start : following(in);
                        }

                        private long following(Inputs in) {
                            return p.subtract ? sum - in.get(term) : sum + in.get(term);
                        }
                    });
        }
    }

    /// Two accumulators and a register one behind the other; the second is in a child.
    private static final class Chain extends Module {
        final UInt term = input(uint(8));
        final UInt total = output(uint(8));
        final UInt following = output(uint(8));
        final UInt held = output(uint(8));
        final UInt below = output(uint(8));
        private final Accumulator first =
                child(new Accumulator(new Accumulator.Parameters(8, false, 3)));
        private final Below second = child(new Below());
        private final UInt sampled = reg(uint(8), init(0));

        @Override
        protected void build() {
            first.term.assign(term);
            // What it is about to hold goes through the second box, in the same instant.
            second.in.assign(first.following.add(1));
            sampled.next(second.out);
            total.assign(first.total);
            following.assign(second.out);
            held.assign(sampled);
            below.assign(second.total);
        }
    }

    private static final class Below extends Module {
        final UInt in = input(uint(8));
        final UInt out = output(uint(8));
        final UInt total = output(uint(8));
        private final Accumulator box =
                child(new Accumulator(new Accumulator.Parameters(8, true, 100)));

        @Override
        protected void build() {
            box.term.assign(in);
            out.assign(box.following);
            total.assign(box.total);
        }
    }

    @OnEveryEngine
    void s41AnOutputFollowsTheInputsThatItDependsOnWithinTheInstant(Subject subject) {
        try (var bench = subject.run(Chain::new)) {
            bench.poke("rst", 0).poke("term", 5).expect("total", 3);
            bench.expect("following", 100 - (3 + 5 + 1)).poke("term", 7);
            bench.expect("following", 100 - (3 + 7 + 1)).expect("total", 3);
            bench.expect("first.following", 10).expect("second.box_following", 89);
        }
    }

    @OnEveryEngine
    void s42ABoxSamplesAtItsEdgeValuesFromBeforeIt(Subject subject) {
        try (var bench = subject.run(Chain::new)) {
            bench.poke("term", 5).step();
            bench.expect("total", 8).expect("below", 91).expect("held", 91);
            bench.expect("following", 91 - (8 + 5 + 1)).step();
            bench.expect("total", 13).expect("below", 77).expect("held", 77);
            bench.poke("term", 0).step(2).expect("total", 13).expect("below", 77 - 28);
        }
    }

    @OnEveryEngine
    void s43ABoxGetsTheResetOfItsDomainInItsOwnPolarity(Subject subject) {
        try (var bench = subject.run(Chain::new)) {
            bench.poke("term", 5).step(3).expect("total", 18);
            // The box has an asynchronous reset, whatever the domain's registers have.
            bench.poke("rst", 1).expect("total", 3).expect("below", 100).expect("held", 58);
            bench.step().expect("total", 3).expect("held", 0).poke("rst", 0);
            bench.step().expect("total", 8);
        }
    }

    @OnEveryEngine
    void s43ABoxInADomainWithoutResetIsNeverReset(Subject subject) {
        var clock = new ClockSpec(ClockSpec.Edge.RISING, ClockSpec.Reset.NONE, true, 1_000_000);
        try (var bench = subject.run(Below::new, clock)) {
            bench.poke("in", 5).step(2).expect("total", 90);
        }
    }

    /// A box without clocks: the dependencies of its outputs cross over, so that what goes around it twice is no loop.
    private static final class Crossover extends BlackBox {
        final Bits a = input(bits(100));
        final Bits b = input(bits(100));
        final Bits x = output(bits(100));
        final Bits y = output(bits(100));

        Crossover() {
            super("crossover");
            depends(x, a);
            depends(y, b);
        }

        @Override
        protected Optional<String> verilog() {
            return Optional.of(
                    """
                    module crossover (input [99:0] a, input [99:0] b, output [99:0] x, output [99:0] y);
                      assign x = ~a;
                      assign y = {b[49:0], b[99:50]};
                    endmodule
                    """);
        }

        @Override
        protected Optional<BlackBoxModel> model() {
            return Optional.of(
                    new BlackBoxModel() {
                        @Override
                        public void evaluate(Inputs in, Outputs out) {
                            BigInteger second = in.getWide(b);
                            out.setWide(x, in.getWide(a).not());
                            out.setWide(y, second.shiftLeft(50).or(second.shiftRight(50)));
                        }

                        @Override
                        public void edge(Inputs in) {}
                    });
        }
    }

    private static final class Around extends Module {
        final Bits in = input(bits(100));
        final Bits out = output(bits(100));
        private final Crossover box = child(new Crossover());

        @Override
        protected void build() {
            box.a.assign(in);
            box.b.assign(box.x);
            out.assign(box.y);
        }
    }

    @OnEveryEngine
    void s41WhatGoesTwiceThroughABoxIsNoLoopWhereItsOutputsSaySo(Subject subject) {
        try (var bench = subject.run(Around::new)) {
            var mask = BigInteger.TWO.pow(100).subtract(BigInteger.ONE);
            bench.poke("in", mask.xor(BigInteger.valueOf(0x12345)));
            bench.expect("out", BigInteger.valueOf(0x12345).shiftLeft(50));
            bench.poke("in", mask.xor(BigInteger.ONE.shiftLeft(99)));
            bench.expect("out", BigInteger.ONE.shiftLeft(49));
        }
    }

    /// Its model does not keep to what it says: `y` follows `a` as well, which around it is a loop.
    private static final class Liar extends BlackBox {
        final Bool a = input(bool());
        final Bool b = input(bool());
        final Bool x = output(bool());
        final Bool y = output(bool());

        Liar() {
            super("liar");
            depends(x, a);
            depends(y, b);
        }

        @Override
        protected Optional<BlackBoxModel> model() {
            return Optional.of(
                    new BlackBoxModel() {
                        @Override
                        public void evaluate(Inputs in, Outputs out) {
                            out.set(x, in.get(a) ^ 1);
                            out.set(y, in.get(a) ^ 1);
                        }

                        @Override
                        public void edge(Inputs in) {}
                    });
        }
    }

    private static final class AroundLiar extends Module {
        final Bool out = output(bool());
        private final Liar box = child(new Liar());

        @Override
        protected void build() {
            box.a.assign(box.y);
            box.b.assign(low());
            out.assign(box.x);
        }
    }

    @Test
    void s41AModelThatDoesNotKeepToItsDependenciesIsFound() {
        var circuit = Design.of(AroundLiar::new).circuit();
        try (var model = Engines.jit().compile(circuit);
                var simulator = model.instantiate()) {
            var out = simulator.probe("out");
            assertThatThrownBy(() -> simulator.peek(out))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("black boxes do not settle: a model of box");
        }
    }

    /// Samples with two clocks.
    private static final class TwoClocked extends BlackBox {
        final ClockDomain other = clockDomain("other", ClockSpec.CORE);
        final UInt step = input(uint(8));
        final UInt count = output(uint(8));
        final UInt otherCount = output(uint(8), other);

        TwoClocked() {
            super("two_clocked");
            clock("clk");
            clock("clk2", other);
            registered(count, otherCount);
        }

        @Override
        protected Optional<String> verilog() {
            return Optional.of(
                    """
                    module two_clocked (input clk, input clk2, input [7:0] step, output reg [7:0] count, output reg [7:0] otherCount);
                      initial begin count = 0; otherCount = 0; end
                      always @(posedge clk) count <= count + otherCount + step;
                      always @(posedge clk2) otherCount <= otherCount + count + 1;
                    endmodule
                    """);
        }

        @Override
        protected Optional<BlackBoxModel> model() {
            return Optional.of(
                    new BlackBoxModel() {
                        private long first;
                        private long second;

                        @Override
                        public void evaluate(Inputs in, Outputs out) {
                            out.set(count, first);
                            out.set(otherCount, second);
                        }

                        @Override
                        public void edge(Inputs in) {
                            long sum = first + second;
                            first = in.ticks(domain()) ? sum + in.get(step) : first;
                            second = in.ticks(other) ? sum + 1 : second;
                        }
                    });
        }
    }

    private static final class TwoClocks extends Module {
        final ClockDomain second = clockDomain("second", ClockSpec.CORE);
        final UInt step = input(uint(8));
        final UInt a = output(uint(8));
        final UInt b = output(uint(8), second);
        private final TwoClocked box = child(new TwoClocked(), domain(), second);

        @Override
        protected void build() {
            box.step.assign(step);
            a.assign(box.count);
            b.assign(box.otherCount);
        }
    }

    @OnEveryEngine
    void s42ABoxOfSeveralClocksSeesWhichOfThemTick(Subject subject) {
        try (var bench = subject.run(TwoClocks::new)) {
            bench.poke("step", 3).step("clk").expect("a", 3).expect("b", 0);
            bench.step("second_clk").expect("a", 3).expect("b", 4);
            bench.step("clk", "second_clk").expect("a", 10).expect("b", 8);
        }
    }

    /// A pin of a box goes to the top through a module in between.
    private static final class Pad extends BlackBox {
        final Bool drive = input(bool());
        final Bool value = input(bool());
        final Inout pad = inout(1);

        Pad() {
            super("pad_driver");
        }

        @Override
        protected Optional<String> verilog() {
            return Optional.of(
                    """
                    module pad_driver (input drive, input value, inout pad);
                      assign pad = drive ? value : 1'bz;
                    endmodule
                    """);
        }

        @Override
        protected Optional<BlackBoxModel> model() {
            return Optional.of(
                    new BlackBoxModel() {
                        @Override
                        public void evaluate(Inputs in, Outputs out) {}

                        @Override
                        public void edge(Inputs in) {}
                    });
        }
    }

    private static final class PadHolder extends Module {
        final Bool drive = input(bool());
        final Bool echo = output(bool());
        final Inout pad = inout(1);
        private final Pad box = child(new Pad());

        @Override
        protected void build() {
            box.drive.assign(drive);
            box.value.assign(drive.not());
            connect(box.pad, pad);
            echo.assign(drive);
        }
    }

    private static final class PadTop extends Module {
        final Bool drive = input(bool());
        final Bool echo = output(bool());
        final Inout pin = inout(1);
        private final PadHolder holder = child(new PadHolder());

        @Override
        protected void build() {
            holder.drive.assign(drive);
            connect(holder.pad, pin);
            echo.assign(holder.echo);
        }
    }

    @OnEveryEngine
    void s44PinsGoThroughToTheTopAndAreNoValues(Subject subject) {
        try (var bench = subject.run(PadTop::new)) {
            bench.poke("drive", 1).expect("echo", 1).poke("drive", 0).expect("echo", 0);
        }
    }

    /// A box of which nothing but its ports is known.
    private static final class Unknown extends BlackBox {
        final Bool q = output(bool());

        Unknown() {
            super("UNKNOWN");
        }
    }

    private static final class Holder extends Module {
        final Bool q = output(bool());
        private final Inner inner = child(new Inner());

        @Override
        protected void build() {
            q.assign(inner.q);
        }
    }

    private static final class Inner extends Module {
        final Bool q = output(bool());
        private final Unknown box = child(new Unknown());

        @Override
        protected void build() {
            q.assign(box.q);
        }
    }

    @ParameterizedTest
    @EnumSource(Subject.class)
    void s44AnEngineDeclinesABoxThatItCannotRunByNameAndPath(Subject subject) {
        Engine engine = subject.engine();
        var circuit = Design.of(Holder::new).circuit();
        boolean java = subject == Subject.JIT || subject == Subject.REFERENCE;
        assertThatThrownBy(() -> engine.compile(circuit))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(engine.name() + " engine declines Holder")
                .hasMessageContaining("Holder.inner.box (UNKNOWN)")
                .hasMessageContaining(java ? "override model()" : "override verilog()");
    }
}
