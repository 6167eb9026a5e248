package org.jetstreamlan.hdl.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.BlackBox;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Inout;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.check.HdlError;
import org.jetstreamlan.hdl.check.HdlException;
import org.jetstreamlan.hdl.doc.Constraints;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.lib.clock.BitSynchronizer;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.junit.jupiter.api.Test;

/// Modules that are described elsewhere: how they are instantiated, what the checks know of them, what can go wrong.
class BlackBoxTest {
    private static HdlException errorsOf(Supplier<? extends Module> module) {
        HdlException thrown = catchThrowableOfType(HdlException.class, () -> Design.of(module));
        assertThat(thrown).isNotNull();
        return thrown;
    }

    private static void assertMistake(Supplier<BlackBox> box, String... texts) {
        assertOneError(errorsOf(() -> new Holder(box)), "JH-ARGUMENT", texts);
    }

    private static void assertOneError(HdlException thrown, String id, String... texts) {
        assertThat(thrown.errors()).extracting(HdlError::id).containsExactly(id);
        assertThat(thrown.getMessage()).contains(texts).contains("BlackBoxTest.java:");
    }

    /// Holds a box and leaves its ports alone.
    private static final class Holder extends Module {
        final BlackBox box;

        Holder(Supplier<BlackBox> box) {
            this.box = child(box.get());
        }

        @Override
        protected void build() {}
    }

    /// A black box made on the spot: what an anonymous class is too short for.
    private abstract static class Empty extends BlackBox {
        Empty() {
            super("EMPTY");
        }
    }

    // ---- how it is written

    private static final class Pll extends BlackBox {
        final Bool reset = input(bool()).named("RST");
        final Bool locked = asynchronousOutput(bool()).named("LOCK");
        final Bits phase = output(bits(4)).named("PHASE");
        final Inout pad = inout(2).named("PAD");

        Pll(int divider, String verilog) {
            super("EHXPLLL");
            clock("CLKI");
            reset("STDBY_N", false);
            parameter("CLKI_DIV", divider);
            parameter("FEEDBK_PATH", "CLK\"OP");
            parameter("MASK", lit(0xF0, 8));
            registered(phase);
            this.verilog = verilog;
        }

        private final String verilog;

        @Override
        protected Optional<String> verilog() {
            return verilog.isEmpty() ? Optional.empty() : Optional.of(verilog);
        }
    }

    private static final class Board extends Module {
        final Bool locked = output(bool());
        final Bits phases = output(bits(8));
        final Inout pads = inout(2);
        private final Pll first;
        private final Pll second;
        private final BitSynchronizer lock = child(new BitSynchronizer());

        Board(int divider, String verilog) {
            first = child(new Pll(1, verilog));
            second = child(new Pll(divider, verilog));
        }

        @Override
        protected void build() {
            first.reset.assign(low());
            second.reset.assign(first.phase.bit(0));
            lock.in.assign(first.locked);
            connect(first.pad, pads);
            connect(second.pad, pads);
            locked.assign(lock.out);
            phases.assign(cat(first.phase, second.phase));
        }
    }

    @Test
    void itIsInstantiatedWithParametersAndTheClockOfItsDomain() {
        var output = Verilog.of(Design.of(() -> new Board(2, "")).circuit());
        assertThat(output.text())
                .contains(
                        """
                          EHXPLLL #(
                            .CLKI_DIV(1),
                            .FEEDBK_PATH("CLK\\"OP"),
                            .MASK(8'hf0)
                          ) first (.CLKI(clk), .STDBY_N(!rst),
                            .RST(1'b0), .LOCK(first_LOCK), .PHASE(first_PHASE), .PAD(pads));
                        """)
                .contains(".CLKI_DIV(2),")
                .contains("inout wire [1:0] pads")
                .doesNotContain("module EHXPLLL");
        assertThat(output.modules()).containsOnlyKeys("Board", "BitSynchronizer_s2");
    }

    @Test
    void itsSourceFollowsTheDesignOnce() {
        String source = "module EHXPLLL;\nendmodule";
        var output = Verilog.of(Design.of(() -> new Board(2, source)).circuit());
        assertThat(output.text().split("module EHXPLLL;", -1)).hasSize(2);
        assertThat(output.text()).endsWith("endmodule\n\n" + source + "\n");
        assertThat(output.modules()).containsEntry("EHXPLLL", source + "\n");
    }

    /// Two boards that differ in a parameter of a box alone.
    private static final class TwoBoards extends Module {
        final Bool locked = output(bool());
        final Inout a = inout(2);
        final Inout b = inout(2);
        private final Board first = child(new Board(3, ""));
        private final Board second;

        TwoBoards(int divider) {
            second = child(new Board(divider, ""));
        }

        @Override
        protected void build() {
            connect(first.pads, a);
            connect(second.pads, b);
            locked.assign(first.locked.and(second.locked));
        }
    }

    @Test
    void modulesAroundABoxAreOneOnlyIfItsParametersAreEqual() {
        var equal = Verilog.of(Design.of(() -> new TwoBoards(3)).circuit()).modules();
        assertThat(equal).containsOnlyKeys("BitSynchronizer_s2", "Board", "TwoBoards");
        var different = Verilog.of(Design.of(() -> new TwoBoards(4)).circuit()).modules();
        assertThat(different.keySet().stream().filter(name -> name.startsWith("Board_")))
                .hasSize(2);
    }

    @Test
    void aBoxWithTwoSourcesIsRefused() {
        assertOneError(
                errorsOf(() -> new HolderOfTwo(new Pll(1, "module EHXPLLL; endmodule"))),
                "JH-ARGUMENT",
                "the black box EHXPLLL has two different Verilog sources");
    }

    private static final class HolderOfTwo extends Module {
        final Inout pads = inout(2);
        private final Pll plain = child(new Pll(1, ""));
        private final Pll other;

        HolderOfTwo(Pll other) {
            this.other = child(other);
        }

        @Override
        protected void build() {
            plain.reset.assign(0);
            other.reset.assign(0);
            connect(plain.pad, pads);
            connect(other.pad, pads);
        }
    }

    // ---- what the checks know

    private static final class Gate extends BlackBox {
        final Bool a = input(bool());
        final Bool b = input(bool());
        final Bool x = output(bool());
        final Bool y = output(bool());

        Gate(boolean crossed) {
            super("gate");
            if (crossed) {
                depends(x, a);
                depends(y, b);
            }
        }
    }

    private static final class Around extends Module {
        final Bool in = input(bool());
        final Bool out = output(bool());
        private final Gate gate;

        Around(boolean crossed) {
            gate = child(new Gate(crossed));
        }

        @Override
        protected void build() {
            gate.a.assign(in);
            gate.b.assign(gate.x);
            out.assign(gate.y);
        }
    }

    @Test
    void anOutputDependsOnEveryInputUnlessTheBoxSaysOtherwise() {
        assertOneError(errorsOf(() -> new Around(false)), "JH-LOOP", "Around.gate.x");
        assertThat(Design.of(() -> new Around(true)).circuit().modules()).hasSize(2);
    }

    @Test
    void inputsOfABoxMustBeDriven() {
        assertThat(errorsOf(() -> new Holder(() -> new Gate(true))).errors())
                .extracting(HdlError::id)
                .containsExactly("JH-UNDRIVEN", "JH-UNDRIVEN");
    }

    private static final class Sampler extends BlackBox {
        final ClockDomain fast = clockDomain("fast", ClockSpec.CORE);
        final Bool d = input(bool(), fast);
        final Bool anytime = asynchronous(bool());
        final Bool q = output(bool());

        Sampler() {
            super("sampler");
            clock("clk");
            clock("fast_clk", fast);
            registered(q);
        }
    }

    private static final class Crossing extends Module {
        final ClockDomain other = clockDomain("other", ClockSpec.CORE);
        final Bool d = input(bool(), other);
        final Bool seen = output(bool());
        private final Sampler box;
        private final Bool source;

        /// @param right the domains of the box and its sources are those that it says
        Crossing(boolean right) {
            box =
                    right
                            ? child(new Sampler(), domain(), other)
                            : child(new Sampler(), other, domain());
            source = reg(bool(), init(0), other);
        }

        @Override
        protected void build() {
            source.next(d);
            box.d.assign(source);
            box.anytime.assign(source.not());
            seen.assign(box.q);
        }
    }

    @Test
    void theDomainsOfItsPortsCountForCrossings() {
        assertThat(Design.of(() -> new Crossing(true)).circuit().top().name())
                .isEqualTo("Crossing");
        assertThat(errorsOf(() -> new Crossing(false)).getMessage())
                .contains("Crossing.box.d")
                .contains("Crossing.box.q")
                .contains("; also Crossing.box.d");
    }

    private static final class Unsynchronized extends Module {
        final Bool q = output(bool());
        private final Pll pll = child(new Pll(1, ""));
        private final Bool seen = reg(bool(), init(0));
        final Inout pads = inout(2);

        @Override
        protected void build() {
            pll.reset.assign(0);
            connect(pll.pad, pads);
            seen.next(pll.locked);
            q.assign(seen);
        }
    }

    @Test
    void anAsynchronousOutputMayOnlyBeSampledByACrossing() {
        assertOneError(errorsOf(Unsynchronized::new), "JH-CROSSING", "Unsynchronized.pll.LOCK");
    }

    /// An oscillator: no clock goes in, and what comes out keeps to none.
    private static final class Oscillator extends BlackBox {
        final Bool out = output(bool()).named("OSC");

        Oscillator() {
            super("OSCG");
        }
    }

    private static final class Oscillating extends Module {
        final Bool q = output(bool());
        private final Oscillator source = child(new Oscillator());
        private final Bool seen = reg(bool(), init(0));

        @Override
        protected void build() {
            seen.next(source.out);
            q.assign(seen);
        }
    }

    @Test
    void whatComesFromNoInputOfABoxWithoutClocksIsAsynchronous() {
        assertOneError(errorsOf(Oscillating::new), "JH-CROSSING", "Oscillating.source.OSC");
    }

    /// A module of this library that is called like a black box beside it.
    private static final class OSCG extends Module {
        final Bool q = output(bool());

        @Override
        protected void build() {
            q.assign(1);
        }
    }

    private static final class Namesakes extends Module {
        final Bool q = output(bool());
        private final OSCG ours = child(new OSCG());
        private final Oscillator theirs = child(new Oscillator());
        private final BitSynchronizer sync = child(new BitSynchronizer());

        @Override
        protected void build() {
            sync.in.assign(theirs.out);
            q.assign(ours.q.and(sync.out));
        }
    }

    @Test
    void theNameOfABoxIsItsOwnAndANamesakeGivesWay() {
        var output = Verilog.of(Design.of(Namesakes::new).circuit());
        assertThat(output.text())
                .contains("OSCG theirs (")
                .containsPattern("OSCG_[0-9a-f]{8} ours");
        assertThat(output.modules().keySet()).doesNotContain("OSCG");
    }

    @Test
    void theWayFromAnAsynchronousOutputBeginsAtItsPin() {
        var circuit = Design.of(() -> new Board(1, "")).circuit();
        assertThat(Constraints.lpf(circuit)).contains("BLOCK PATH FROM CELL \"first\" TO CELL");
        assertThat(Constraints.sdc(circuit))
                .contains(
                        "set_false_path -from [get_pins {first/LOCK*}] -to [get_cells {lock/stages_0*}]");
    }

    // ---- mistakes

    @Test
    void twoPortsOfOneName() {
        assertMistake(
                () ->
                        new Empty() {
                            final Bool first = output(bool()).named("q");
                            final Bool second = output(bool()).named("q");
                        },
                "Holder.box.q",
                "is the name of two ports of the black box");
    }

    @Test
    void aPortThatIsNamedLikeItsClock() {
        assertMistake(
                () ->
                        new Empty() {
                            final Bool clk = output(bool());

                            {
                                clock("clk");
                            }
                        },
                "Holder.box.clk",
                "is the name of two ports");
    }

    @Test
    void aReservedWordIsNotChangedButRefused() {
        assertMistake(
                () -> {
                    return new Empty() {
                        final Bool logic = output(bool());
                    };
                },
                "Holder.box.logic is a reserved word of Verilog, SystemVerilog or C++, and the black box dictates it",
                "wrap it in a Verilog module of your own");
    }

    @Test
    void aModuleNameThatVerilogDoesNotTake() {
        assertMistake(
                () -> new BlackBox("my-box") {},
                "Holder.box stands for a module 'my-box', a name that has other characters");
    }

    @Test
    void aParameterThatIsNoConstant() {
        assertMistake(
                () ->
                        new Empty() {
                            final Bits q = output(bits(4));

                            {
                                parameter("INIT", q.not());
                            }
                        },
                "parameter INIT is no constant",
                "lit(value, width)");
    }

    @Test
    void aParameterBeyondVerilogsIntegers() {
        assertMistake(
                () ->
                        new Empty() {
                            {
                                parameter("HERTZ", 5_000_000_000L);
                            }
                        },
                "parameter HERTZ is 5000000000, which does not fit Verilog's integers of 32 bits");
    }

    @Test
    void aParameterThatIsGivenTwiceOrCannotBeOne() {
        assertMistake(
                () ->
                        new Empty() {
                            {
                                parameter("A", 1);
                                parameter("A", "one");
                            }
                        },
                "parameter A is given twice");
        assertMistake(
                () ->
                        new Empty() {
                            {
                                parameter("A", "line\n");
                            }
                        },
                "not printable ASCII");
        assertMistake(
                () ->
                        new Empty() {
                            {
                                parameter("wire", 1);
                            }
                        },
                "parameter 'wire' is a reserved word");
    }

    @Test
    void aDependencyOnSomethingThatIsNoPortOfTheBox() {
        assertMistake(
                () ->
                        new Empty() {
                            final Bool q = output(bool());

                            {
                                depends(q, q);
                            }
                        },
                "is no input of the black box EMPTY");
    }

    @Test
    void aResourceThatIsNotThere() {
        assertMistake(
                () ->
                        new Empty() {
                            @Override
                            protected Optional<String> verilog() {
                                return resource("missing.v");
                            }
                        },
                "has no resource 'missing.v' beside org.jetstreamlan.hdl.language.BlackBoxTest");
    }

    @Test
    void aBoxHasNothingButPorts() {
        assertMistake(
                () ->
                        new Empty() {
                            final UInt count = reg(uint(4), init(0));
                        },
                "Holder.box is a black box and has more than ports");
    }

    @Test
    void aResetWithoutItsClock() {
        assertMistake(
                () ->
                        new Empty() {
                            {
                                reset("rst", true);
                            }
                        },
                "has no clock port in the black box");
    }

    @Test
    void aBoxAtAFallingEdge() {
        var falling = new ClockSpec(ClockSpec.Edge.FALLING, ClockSpec.Reset.NONE, true, 1_000_000);
        HdlException thrown =
                catchThrowableOfType(
                        HdlException.class,
                        () -> Design.of(() -> new Board(1, ""), falling).circuit());
        assertThat(thrown.getMessage())
                .contains("CLKI samples at the rising edge and is bound to a clock");
    }

    @Test
    void aBoxAloneIsNoDesign() {
        assertOneError(
                errorsOf(() -> new Gate(true)),
                "JH-ARGUMENT",
                "gate is a black box, of which there is nothing to elaborate");
    }

    private static final class Pads extends Module {
        final Inout wide = inout(3);
        private final Pll pll = child(new Pll(1, ""));
        private final boolean connected;

        Pads(boolean connected) {
            this.connected = connected;
        }

        @Override
        protected void build() {
            pll.reset.assign(0);
            if (connected) {
                connect(pll.pad, wide);
            }
        }
    }

    @Test
    void pinsThatLeadNowhere() {
        List<String> messages =
                errorsOf(() -> new Pads(false)).errors().stream().map(HdlError::message).toList();
        assertThat(messages)
                .containsExactlyInAnyOrder(
                        "Pads.wide leads to no black box", "Pads.pll.PAD is connected to nothing");
        assertThat(errorsOf(() -> new Pads(true)).getMessage()).contains("connects 2 bits to 3");
    }
}
