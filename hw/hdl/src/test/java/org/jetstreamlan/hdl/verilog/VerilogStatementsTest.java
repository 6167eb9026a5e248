package org.jetstreamlan.hdl.verilog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.SInt;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.ModuleDraft;
import org.jetstreamlan.hdl.lib.Stream;
import org.junit.jupiter.api.Test;

/// What statements, registers and instances look like.
class VerilogStatementsTest {
    @Test
    void registersOfOneWhenShareABlockAndThoseWithoutInitStandApart() {
        var m = new ModuleDraft("Registers");
        int go = m.input("go", 1);
        int d = m.input("d", 8);
        int count = m.register("count", 8, 3);
        int held = m.register("held", 8, 0);
        int data = m.register("data", 8);
        int out = m.output("out", 8);
        m.when(
                m.read(go),
                () -> {
                    m.assign(count, m.add(m.read(count), m.literal(1, 8)));
                    m.assign(held, m.read(d));
                    m.assign(data, m.read(d));
                },
                () -> m.assign(held, 0, m.slice(m.read(d), 3, 0)));
        m.assign(out, m.xor(m.xor(m.read(count), m.read(held)), m.read(data)));
        assertThat(Verilog.of(m.circuit()).text())
                .isEqualTo(
                        """
                        module Registers (input wire clk, input wire rst,
                          input wire go, input wire [7:0] d, output wire [7:0] out
                        );
                          reg [7:0] count; initial count = 8'd3;
                          reg [7:0] held; initial held = 8'd0;
                          reg [7:0] data; initial data = 8'd0;

                          always @(posedge clk)
                            if (rst) begin
                              count <= 8'd3;
                              held <= 8'd0;
                            end else if (go) begin
                              count <= count + 8'd1;
                              held <= d;
                            end else begin
                              held[3:0] <= d[3:0];
                            end

                          always @(posedge clk) if (go) data <= d;
                          assign out = count ^ held ^ data;
                        endmodule
                        """);
    }

    @Test
    void neighbouringRegistersShareABlock() {
        var m = new ModuleDraft("Pipeline");
        int in = m.input("in", 4);
        int one = m.register("one", 4);
        int two = m.register("two", 4);
        int out = m.output("out", 4);
        m.assign(one, m.read(in));
        m.assign(two, m.read(one));
        m.assign(out, m.read(two));
        assertThat(Verilog.of(m.circuit()).text())
                .isEqualTo(
                        """
                        module Pipeline (input wire clk, input wire rst,
                          input wire [3:0] in, output wire [3:0] out
                        );
                          reg [3:0] one; initial one = 4'd0;
                          reg [3:0] two; initial two = 4'd0;

                          always @(posedge clk) begin
                            one <= in;
                            two <= one;
                          end

                          assign out = two;

                          wire unused = &{1'b0, rst};
                        endmodule
                        """);
    }

    @Test
    void clockEdgesAndResetsFollowTheDomain() {
        assertThat(counter(ClockSpec.Edge.FALLING, ClockSpec.Reset.SYNCHRONOUS, false))
                .contains("always @(negedge clk)\n    if (!rst) count <= 4'd0;\n");
        assertThat(counter(ClockSpec.Edge.RISING, ClockSpec.Reset.ASYNCHRONOUS, true))
                .contains("always @(posedge clk or posedge rst)\n    if (rst) count <= 4'd0;\n");
        assertThat(counter(ClockSpec.Edge.RISING, ClockSpec.Reset.ASYNCHRONOUS, false))
                .contains("always @(posedge clk or negedge rst)\n    if (!rst) count <= 4'd0;\n");
        assertThat(counter(ClockSpec.Edge.RISING, ClockSpec.Reset.NONE, true))
                .contains("reg [3:0] count; initial count = 4'd0;")
                .contains("always @(posedge clk) count <= count + 4'd1;")
                .doesNotContain("rst");
    }

    private static String counter(ClockSpec.Edge edge, ClockSpec.Reset reset, boolean high) {
        var m = new ModuleDraft("Counter", new ClockSpec(edge, reset, high, 1_000_000));
        int count = m.register("count", 4, 0);
        int out = m.output("out", 4);
        m.assign(count, m.add(m.read(count), m.literal(1, 4)));
        m.assign(out, m.read(count));
        return Verilog.of(m.circuit()).text();
    }

    @Test
    void aRegisterThatNothingAssignsIsAConstantWire() {
        var m = new ModuleDraft("Fixed");
        int fixed = m.register("fixed", 4, 5);
        int out = m.output("out", 4);
        m.assign(out, m.read(fixed));
        assertThat(Verilog.of(m.circuit()).text()).contains("wire [3:0] fixed = 4'd5;");
    }

    @Test
    void selectsOverEnumsAreCasesWithTheirNames() {
        var m = new ModuleDraft("Machine");
        int go = m.input("go", 1);
        int stop = m.input("stop", 1);
        int busy = m.output("busy", 1);
        int state = m.register("state", 2, 0);
        m.assign(busy, m.literal(1, 1));
        m.select(
                m.read(state),
                true,
                () -> {},
                m.is(
                        0,
                        "State_IDLE",
                        () -> {
                            m.assign(busy, m.literal(0, 1));
                            m.when(m.read(go), () -> m.assign(state, m.label("State_RUN", 1, 2)));
                        }),
                m.is(
                        1,
                        "State_RUN",
                        () ->
                                m.when(
                                        m.read(stop),
                                        () -> m.assign(state, m.label("State_DRAIN", 2, 2)))),
                m.is(2, "State_DRAIN", () -> m.assign(state, m.label("State_IDLE", 0, 2))));
        assertThat(Verilog.of(m.circuit()).text())
                .isEqualTo(
                        """
                        module Machine (input wire clk, input wire rst,
                          input wire go, input wire stop, output reg busy
                        );
                          localparam [1:0] State_IDLE = 2'd0;
                          localparam [1:0] State_RUN = 2'd1;
                          localparam [1:0] State_DRAIN = 2'd2;

                          reg [1:0] state; initial state = 2'd0;

                          always @* begin
                            busy = 1'b1;
                            if (state == State_IDLE) busy = 1'b0;
                          end

                          always @(posedge clk)
                            if (rst) state <= 2'd0;
                            else case (state)
                              State_IDLE: if (go) state <= State_RUN;
                              State_RUN: if (stop) state <= State_DRAIN;
                              default: state <= State_IDLE;  // State_DRAIN
                            endcase
                        endmodule
                        """);
    }

    /// Else Verilator 5.048 would leave `low` undriven: docs/simulation.md.
    @Test
    void theLastOfAllCasesIsTheDefault() {
        var m = new ModuleDraft("Full");
        int a = m.input("a", 1);
        int b = m.input("b", 1);
        int out = m.output("out", 2);
        m.select(
                m.read(b),
                false,
                () -> {},
                m.is(0, "", () -> m.assign(out, 0, m.read(a))),
                m.is(1, "", () -> m.assign(out, 0, m.not(m.read(a)))));
        m.assign(out, 1, m.read(a));
        assertThat(Verilog.of(m.circuit()).text())
                .contains(
                        """
                            case (b)
                              1'b0: out[0] = a;
                              default: out[0] = ~a;  // 1'b1
                            endcase
                        """);
    }

    /// An `always @*` that reads nothing would never run.
    @Test
    void theOnlyCaseThereCanBeIsNoChoice() {
        var m = new ModuleDraft("Only");
        int b = m.input("b", 1);
        int out = m.output("out", 2);
        m.select(m.read(b), true, () -> {}, m.is(0, "", () -> m.assign(out, m.literal(1, 2))));
        assertThat(Verilog.of(m.circuit()).text())
                .contains("assign out = 2'd1;")
                .doesNotContain("always");
    }

    @Test
    void netsOfOneWhenShareABlockAndElseWhenStaysFlat() {
        var m = new ModuleDraft("Choice");
        int a = m.input("a", 1);
        int b = m.input("b", 1);
        int d = m.input("d", 8);
        int x = m.output("x", 8);
        int y = m.wire("y", 8);
        int z = m.output("z", 8);
        m.assign(x, m.literal(0, 8));
        m.assign(y, m.read(d));
        m.when(
                m.read(a),
                () -> m.assign(x, m.read(d)),
                () ->
                        m.when(
                                m.read(b),
                                () -> {
                                    m.assign(x, 0, m.slice(m.read(d), 7, 4));
                                    m.assign(y, m.literal(255, 8));
                                }));
        m.assign(z, m.not(m.read(y)));
        assertThat(Verilog.of(m.circuit()).text())
                .isEqualTo(
                        """
                        module Choice (input wire clk, input wire rst,
                          input wire a, input wire b, input wire [7:0] d, output reg [7:0] x, output wire [7:0] z
                        );
                          reg [7:0] y;
                          always @* begin
                            x = 8'd0;
                            y = d;
                            if (a) x = d;
                            else if (b) begin
                              x[3:0] = d[7:4];
                              y = 8'hff;
                            end
                          end

                          assign z = ~y;

                          wire unused = &{1'b0, clk, rst};
                        endmodule
                        """);
    }

    @Test
    void aNetThatFeedsAnotherOfTheSameWhenHasABlockOfItsOwn() {
        var m = new ModuleDraft("Apart");
        int a = m.input("a", 1);
        int x = m.wire("x", 1);
        int y = m.output("y", 1);
        m.when(
                m.read(a),
                () -> {
                    m.assign(y, m.read(x));
                    m.assign(x, m.literal(1, 1));
                },
                () -> {
                    m.assign(x, m.literal(0, 1));
                    m.assign(y, m.literal(0, 1));
                });
        assertThat(Verilog.of(m.circuit()).text()).containsPattern("(?s)always @\\*.*always @\\*");
    }

    @Test
    void validForwardAndReadyBackwardMakeNoLoopWhereTwoStagesMeet() {
        ModuleDef stage = stage();
        assertThat(Verilog.of(new Circuit(stage, List.of(stage))).text())
                .as("alone in one block")
                .containsOnlyOnce("always @*");
        var m = new ModuleDraft("Two");
        int valid = m.input("valid", 1);
        int ready = m.input("ready", 1);
        int out = m.output("out", 2);
        int go = m.input("go", 1);
        int first = m.instance("first", stage);
        int second = m.instance("second", stage);
        m.assign(m.port(first, "go"), m.read(go));
        m.assign(m.port(second, "go"), m.read(go));
        m.assign(m.port(first, "valid"), m.read(valid));
        m.assign(m.port(second, "valid"), m.read(m.port(first, "outValid")));
        m.assign(m.port(first, "outReady"), m.read(m.port(second, "ready")));
        m.assign(m.port(second, "outReady"), m.read(ready));
        m.assign(out, m.cat(m.read(m.port(second, "outValid")), m.read(m.port(first, "ready"))));
        assertThat(Verilog.of(m.circuit(stage)).modules().get("Stage"))
                .as("in a design where they meet, a block each")
                .containsPattern("(?s)always @\\*.*always @\\*");
    }

    private static ModuleDef stage() {
        var m = new ModuleDraft("Stage");
        int go = m.input("go", 1);
        int valid = m.input("valid", 1);
        int outReady = m.input("outReady", 1);
        int outValid = m.output("outValid", 1);
        int ready = m.output("ready", 1);
        m.assign(outValid, m.literal(0, 1));
        m.assign(ready, m.literal(0, 1));
        m.when(
                m.read(go),
                () -> {
                    m.assign(outValid, m.read(valid));
                    m.assign(ready, m.read(outReady));
                });
        return m.module();
    }

    @Test
    void bitsOfANetMayDependOnOtherBitsOfIt() {
        var m = new ModuleDraft("Ripple");
        int a = m.input("a", 4);
        int c = m.input("c", 1);
        int carry = m.wire("carry", 4);
        int out = m.output("out", 4);
        m.assign(carry, 0, m.slice(m.read(a), 0, 0));
        m.when(
                m.read(c),
                () ->
                        m.assign(
                                carry,
                                1,
                                m.xor(m.slice(m.read(carry), 2, 0), m.slice(m.read(a), 3, 1))),
                () -> m.assign(carry, 1, m.literal(0, 3)));
        m.assign(out, m.read(carry));
        assertThat(Verilog.of(m.circuit()).text())
                .isEqualTo(
                        """
                        module Ripple (input wire clk, input wire rst,
                          input wire [3:0] a, input wire c, output wire [3:0] out
                        );
                          wire [3:0] carry /* verilator split_var */;
                          assign carry[0] = a[0];
                          wire [2:0] carry_xor = carry[2:0] ^ a[3:1];
                          assign carry[3:1] = c ? carry_xor : 3'd0;
                          assign out = carry;

                          wire unused = &{1'b0, clk, rst};
                        endmodule
                        """);
    }

    @Test
    void instancesStandWhereTheirInputsAreDriven() {
        var child = new ModuleDraft("Child");
        int in = child.input("in", 8);
        int spare = child.output("spare", 1);
        int held = child.register("held", 8);
        int result = child.output("result", 8);
        child.assign(held, child.read(in));
        child.assign(spare, child.literal(0, 1));
        child.assign(result, child.read(held));

        ModuleDef part = child.module();
        var m = new ModuleDraft("Parent");
        int a = m.input("a", 8);
        int go = m.input("go", 1);
        int out = m.output("out", 8);
        int one = m.instance("one", part);
        int two = m.instance("two", part);
        m.assign(m.port(one, "in"), m.add(m.read(a), m.literal(1, 8)));
        m.assign(m.port(two, "in"), m.read(m.port(one, "result")));
        m.when(m.read(go), () -> m.assign(m.port(two, "in"), m.read(a)));
        m.assign(out, m.read(m.port(two, "result")));
        assertThat(Verilog.of(m.circuit(part)).text())
                .isEqualTo(
                        """
                        /* verilator lint_off DECLFILENAME */  // all modules of the design in one file

                        module Child (input wire clk,
                          input wire [7:0] in, output wire spare, output wire [7:0] result
                        );
                          reg [7:0] held; initial held = 8'd0;

                          always @(posedge clk) held <= in;
                          assign spare = 1'b0;
                          assign result = held;
                        endmodule

                        module Parent (input wire clk, input wire rst,
                          input wire [7:0] a, input wire go, output wire [7:0] out
                        );
                          wire one_spare; wire [7:0] one_result;
                          Child one (.clk(clk),
                            .in(a + 8'd1), .spare(one_spare), .result(one_result));

                          reg [7:0] two_in;
                          always @* begin
                            two_in = one_result;
                            if (go) two_in = a;
                          end

                          wire two_spare;
                          Child two (.clk(clk),
                            .in(two_in), .spare(two_spare), .result(out));

                          wire unused = &{1'b0, rst, one_spare, two_spare};
                        endmodule
                        """);
    }

    @Test
    void aChangeOfOneLineChangesItsOwnLinesOnly() {
        String before = threeOutputs(1);
        String after = threeOutputs(2);
        var changed = new ArrayList<>(after.lines().toList());
        changed.removeAll(before.lines().toList());
        assertThat(changed).containsExactly("  assign second = a + 8'd2;");
        assertThat(after.lines().count()).isEqualTo(before.lines().count());
    }

    private static String threeOutputs(int addend) {
        var m = new ModuleDraft("Three");
        int a = m.input("a", 8);
        m.assign(m.output("first", 8), m.not(m.read(a)));
        m.assign(m.output("second", 8), m.add(m.read(a), m.literal(addend, 8)));
        m.assign(m.output("third", 8), m.read(a));
        return Verilog.of(m.circuit()).text();
    }

    @Test
    void theMapLeadsFromLinesAndNamesToTheSource() {
        var m = new ModuleDraft("Mapped");
        int a = m.at(10).input("a", 1);
        int x = m.at(11).output("x", 1);
        m.at(20).assign(x, m.not(m.read(a)));
        VerilogOutput output = Verilog.of(m.circuit());
        assertThat(output.text().lines().toList().get(3)).isEqualTo("  assign x = ~a;");
        assertThat(output.map().lines())
                .contains(
                        "2\tMapped.a\tMapped.java:10",
                        "2\tMapped.x\tMapped.java:11",
                        "4\t-\tMapped.java:20");
        assertThat(output.text()).doesNotContain("java");
    }

    private enum Way {
        UP,
        DOWN,
        STAY
    }

    private static final class Stepper extends Module {
        final Enumerated<Way> way = input(enumerated(Way.class));
        final UInt step = output(uint(2));

        @Override
        protected void build() {
            select(way)
                    .is(Way.UP, () -> step.assign(1))
                    .is(Way.DOWN, () -> step.assign(3))
                    .is(Way.STAY, () -> step.assign(0));
        }
    }

    /// `verilator --lint-only -Wall` says UNUSEDPARAM otherwise.
    @Test
    void constantThatOnlyBecameTheDefaultHasNoParameter() {
        String text = Verilog.of(Design.of(Stepper::new).circuit()).text();
        assertThat(text)
                .contains("localparam [1:0] Way_UP = 2'd0;", "localparam [1:0] Way_DOWN = 2'd1;")
                .contains("// Way_STAY")
                .doesNotContain("Way_STAY =");
    }

    private static final class Resting extends Module {
        final SInt in = input(sint(8));
        final SInt next = output(sint(8));
        final SInt far = output(sint(8));
        final Enumerated<Way> way = output(enumerated(Way.class));
        private final Enumerated<Way> held = reg(enumerated(Way.class), Way.STAY);

        @Override
        protected void build() {
            next.assign(in.add(-3));
            far.assign(mux(in.lt(-100), SInt.lit(-100, 8), in));
            when(in.gt(5), () -> held.next(Way.UP));
            way.assign(held);
        }
    }

    @Test
    void resetValuesOfEnumsAndNegativeNumbersStandAsInTheSource() {
        assertThat(Verilog.of(Design.of(Resting::new).circuit()).text())
                .contains(
                        "reg [1:0] held; initial held = Way_STAY;",
                        "if (rst) held <= Way_STAY;",
                        "assign next = in - 8'd3;",
                        "($signed(in) < -8'sd100) ? -8'sd100 : in;");
    }

    private static final class Inner extends Module {
        final Stream<Bits> in = input(stream(bits(8)));
        final Stream<Bits> out = output(stream(bits(8)));

        @Override
        protected void build() {
            connect(out, in);
        }
    }

    private static final class Chained extends Module {
        final Stream<Bits> in = input(stream(bits(8)));
        final Stream<Bits> out = output(stream(bits(8)));
        final Bool moves = output(bool());

        @Override
        protected void build() {
            var inner = child(new Inner());
            connect(inner.in, in);
            connect(out, inner.out);
            moves.assign(inner.out.fire());
        }
    }

    /// `inner.out.ready()` is `out_ready` under another name.
    @Test
    void aBundleHasOneLineAndAnInputThatIsANetIsReadByThatName() {
        assertThat(Verilog.of(Design.of(Chained::new).circuit()).text())
                .contains(
                        """
                          wire inner_out_valid;
                          Inner inner (
                            .in_valid(in_valid), .in_payload(in_payload), .in_ready(in_ready),
                            .out_valid(inner_out_valid), .out_payload(out_payload), .out_ready(out_ready));
                        """)
                .contains("assign moves = inner_out_valid & out_ready;");
    }

    private static final class Bitwise extends Module {
        final UInt a = input(uint(1));
        final UInt b = input(uint(1));
        final Bool go = input(bool());
        final Bits y = output(bits(6));
        final Bool held = reg(bool(), init(0));

        @Override
        protected void build() {
            when(a.eq(0).and(b.ne(0)), () -> held.next(go));
            y.assign(cat(a.eq(1), a.eq(0), a.le(0), b.ge(1).and(go.not()), a.lt(b), held));
        }
    }

    @Test
    void aBitIsNotComparedWithAConstant() {
        assertThat(Verilog.of(Design.of(Bitwise::new).circuit()).text())
                .contains("else if (!a && b) held <= go;")
                .contains("assign y = {a, ~a, !a, b && !go, !a && b, held};");
    }

    private static final class Products extends Module {
        final SInt a = input(sint(8));
        final SInt b = input(sint(6));
        final UInt c = input(uint(8));
        final UInt d = input(uint(4));
        final SInt signed = output(sint(14));
        final UInt unsigned = output(uint(12));
        final SInt scaled = output(sint(16));
        final SInt sum = output(sint(14));
        final UInt ofSums = output(uint(12));
        final SInt ofDifference = output(sint(14));

        @Override
        protected void build() {
            signed.assign(a.mulFull(b));
            unsigned.assign(c.mulFull(d));
            scaled.assign(a.sext(16).mul(-3));
            sum.assign(a.mulFull(b).add(b.sext(14)));
            ofSums.assign(c.add(c).mulFull(d));
            ofDifference.assign(a.sub(1).mulFull(b));
        }
    }

    @Test
    void aWholeProductIsWrittenWithoutExtensions() {
        assertThat(Verilog.of(Design.of(Products::new).circuit()).text())
                .contains("assign signed_ = $signed(a) * $signed(b);")
                .contains("assign unsigned_ = c * d;")
                .contains("assign scaled = $signed(a) * -16'sd3;")
                .contains("assign sum = ({{6{a[7]}}, a} * {{8{b[5]}}, b}) + {{8{b[5]}}, b};")
                .contains("assign ofSums = {4'd0, c + c} * {8'd0, d};")
                .contains("assign ofDifference = $signed(a - 8'd1) * $signed(b);");
    }
}
