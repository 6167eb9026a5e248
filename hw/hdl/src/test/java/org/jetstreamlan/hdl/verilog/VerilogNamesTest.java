package org.jetstreamlan.hdl.verilog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.ModuleDraft;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.hdl.ir.Node.ReduceOp;
import org.jetstreamlan.hdl.lib.Arbiter;
import org.jetstreamlan.hdl.lib.Stream;
import org.junit.jupiter.api.Test;

/// What an expression looks like: which nodes get a wire, and what it is called.
class VerilogNamesTest {
    @Test
    void namedNodesKeepTheirNamesAndOthersAreWrittenWhereTheyAreUsed() {
        var m = new ModuleDraft("AalCrc");
        int start = m.input("start", 1);
        int valid = m.input("word_valid", 1);
        int word = m.input("word_payload", 32);
        int crc = m.output("crc", 32);
        int remainder = m.register("remainder", 32, 0xFFFF_FFFFL);
        int before =
                m.named(
                        "seed",
                        m.mux(m.read(start), m.literal(0xFFFF_FFFFL, 32), m.read(remainder)));
        int next = m.xor(before, m.read(word));
        m.when(m.read(valid), () -> m.assign(remainder, next));
        m.assign(crc, m.not(m.read(remainder)));
        assertThat(Verilog.of(m.circuit()).text())
                .isEqualTo(
                        """
                        module AalCrc (input wire clk, input wire rst,
                          input wire start, input wire word_valid, input wire [31:0] word_payload, output wire [31:0] crc
                        );
                          reg [31:0] remainder; initial remainder = 32'hffffffff;

                          wire [31:0] seed = start ? 32'hffffffff : remainder;

                          always @(posedge clk)
                            if (rst) remainder <= 32'hffffffff;
                            else if (word_valid) remainder <= seed ^ word_payload;

                          assign crc = ~remainder;
                        endmodule
                        """);
    }

    @Test
    void sharedNodesWithoutNameGetOneFromSinkAndOperator() {
        var m = new ModuleDraft("Shared");
        int a = m.input("a", 8);
        int b = m.input("b", 8);
        int first = m.output("first", 8);
        int second = m.output("second", 8);
        int sum = m.add(m.read(a), m.read(b));
        int masked = m.and(m.read(a), m.read(b));
        m.assign(first, m.xor(sum, masked));
        m.assign(second, m.or(sum, m.not(masked)));
        assertThat(Verilog.of(m.circuit()).text())
                .isEqualTo(
                        """
                        module Shared (input wire clk, input wire rst,
                          input wire [7:0] a, input wire [7:0] b, output wire [7:0] first, output wire [7:0] second
                        );
                          wire [7:0] first_sum = a + b;
                          wire [7:0] first_and = a & b;
                          assign first = first_sum ^ first_and;
                          assign second = first_sum | ~first_and;

                          wire unused = &{1'b0, clk, rst};
                        endmodule
                        """);
    }

    @Test
    void wiringIsWrittenAgainAtEachUse() {
        var m = new ModuleDraft("Wiring");
        int a = m.input("a", 8);
        int x = m.output("x", 8);
        int y = m.output("y", 8);
        int low = m.extend(m.slice(m.read(a), 3, 0), false, 8);
        m.assign(x, m.xor(low, m.read(a)));
        m.assign(y, low);
        assertThat(Verilog.of(m.circuit()).text())
                .isEqualTo(
                        """
                        module Wiring (input wire clk, input wire rst,
                          input wire [7:0] a, output wire [7:0] x, output wire [7:0] y
                        );
                          assign x = {4'd0, a[3:0]} ^ a;
                          assign y = {4'd0, a[3:0]};

                          wire unused = &{1'b0, clk, rst};
                        endmodule
                        """);
    }

    @Test
    void slicesMoveIntoOperandsOrGetTheOperandAWire() {
        var m = new ModuleDraft("Slices");
        int a = m.input("a", 8);
        int b = m.input("b", 8);
        int low = m.output("low", 4);
        int carry = m.output("carry", 1);
        int mixed = m.output("mixed", 4);
        m.assign(low, m.slice(m.add(m.read(a), m.read(b)), 3, 0));
        m.assign(
                carry,
                m.slice(m.add(m.extend(m.read(a), false, 9), m.extend(m.read(b), false, 9)), 8, 8));
        m.assign(mixed, m.slice(m.xor(m.read(a), m.cat(m.read(b))), 6, 3));
        assertThat(Verilog.of(m.circuit()).text())
                .isEqualTo(
                        """
                        module Slices (input wire clk, input wire rst,
                          input wire [7:0] a, input wire [7:0] b, output wire [3:0] low, output wire carry, output wire [3:0] mixed
                        );
                          assign low = a[3:0] + b[3:0];
                          wire [8:0] carry_sum = {1'b0, a} + {1'b0, b};
                          assign carry = carry_sum[8];
                          assign mixed = a[6:3] ^ b[6:3];

                          wire unused = &{1'b0, clk, rst, carry_sum[7:0]};
                        endmodule
                        """);
    }

    @Test
    void shiftsComparisonsAndReductions() {
        var m = new ModuleDraft("Operators");
        int a = m.input("a", 8);
        int b = m.input("b", 8);
        int n = m.input("n", 4);
        int wide = m.input("wide", 40);
        int out = m.output("out", 8);
        int sum = m.binary(BinaryOp.SHR, m.add(m.read(a), m.read(b)), m.literal(1, 1));
        int arithmetic = m.binary(BinaryOp.ASR, m.read(a), m.read(n));
        int far = m.binary(BinaryOp.SHL, m.read(a), m.read(wide));
        m.assign(out, m.mux(m.reduce(ReduceOp.XOR, m.read(b)), m.xor(sum, arithmetic), far));
        int flags = m.output("flags", 6);
        m.assign(
                flags,
                m.cat(
                        m.binary(BinaryOp.ULT, m.literal(20, 8), m.read(a)),
                        m.binary(BinaryOp.SLE, m.read(a), m.literal(0x85, 8)),
                        m.not(m.binary(BinaryOp.SLT, m.read(a), m.read(b))),
                        m.binary(BinaryOp.ULT, m.read(a), m.literal(0, 8)),
                        m.and(
                                m.eq(m.read(a), m.read(b)),
                                m.reduce(ReduceOp.OR, m.slice(m.read(n), 3, 1))),
                        m.slice(m.read(n), 0, 0)));
        assertThat(Verilog.of(m.circuit()).text())
                .isEqualTo(
                        """
                        module Operators (input wire clk, input wire rst,
                          input wire [7:0] a,
                          input wire [7:0] b,
                          input wire [3:0] n,
                          input wire [39:0] wide,
                          output wire [7:0] out,
                          output wire [5:0] flags
                        );
                          assign out = ^b ? ((a + b) >> 1) ^ $unsigned($signed(a) >>> n) : a << (|wide[39:31] ? 31'h7fffffff : wide[30:0]);
                          assign flags = {a > 8'd20, $signed(a) <= -8'sd123, $signed(a) >= $signed(b), 1'b0, a == b && |n[3:1], n[0]};

                          wire unused = &{1'b0, clk, rst};
                        endmodule
                        """);
    }

    @Test
    void dynamicIndexesAreSelectionsThatCannotLeaveTheVector() {
        var m = new ModuleDraft("Indexes");
        int word = m.input("word", 32);
        int odd = m.input("odd", 20);
        int lane = m.input("lane", 2);
        int index = m.input("index", 5);
        int bit = m.output("bit_", 1);
        int guarded = m.output("guarded", 1);
        int octet = m.output("octet", 8);
        m.assign(bit, m.slice(m.binary(BinaryOp.SHR, m.read(word), m.read(index)), 0, 0));
        m.assign(guarded, m.slice(m.binary(BinaryOp.SHR, m.read(odd), m.read(index)), 0, 0));
        m.assign(
                octet,
                m.slice(
                        m.binary(BinaryOp.SHR, m.read(word), m.cat(m.read(lane), m.literal(0, 3))),
                        7,
                        0));
        assertThat(Verilog.of(m.circuit()).text())
                .isEqualTo(
                        """
                        module Indexes (input wire clk, input wire rst,
                          input wire [31:0] word,
                          input wire [19:0] odd,
                          input wire [1:0] lane,
                          input wire [4:0] index,
                          output wire bit_,
                          output wire guarded,
                          output wire [7:0] octet
                        );
                          assign bit_ = word[index];
                          assign guarded = index < 5'd20 && odd[index];
                          assign octet = word[{lane, 3'd0} +: 8];

                          wire unused = &{1'b0, clk, rst};
                        endmodule
                        """);
    }

    @Test
    void signExtensionsRepeatTheTopBitOfAName() {
        var m = new ModuleDraft("Signs");
        int a = m.input("a", 8);
        int b = m.input("b", 1);
        int x = m.output("x", 12);
        int y = m.output("y", 4);
        m.assign(x, m.extend(m.not(m.read(a)), true, 12));
        m.assign(y, m.extend(m.read(b), true, 4));
        assertThat(Verilog.of(m.circuit()).text())
                .isEqualTo(
                        """
                        module Signs (input wire clk, input wire rst,
                          input wire [7:0] a, input wire b, output wire [11:0] x, output wire [3:0] y
                        );
                          wire [7:0] x_not = ~a;
                          assign x = {{4{x_not[7]}}, x_not};
                          assign y = {4{b}};

                          wire unused = &{1'b0, clk, rst};
                        endmodule
                        """);
    }

    @Test
    void longExpressionsAreCutIntoWires() {
        var m = new ModuleDraft("Long");
        int a = m.input("a", 64);
        int parity = m.output("parity", 1);
        int all = m.slice(m.read(a), 0, 0);
        for (int i = 1; i < 64; i++) {
            all = m.xor(all, m.slice(m.read(a), i, i));
        }
        m.assign(parity, all);
        assertThat(Verilog.of(m.circuit()).text().lines())
                .allMatch(line -> line.length() <= 120)
                .anyMatch(line -> line.startsWith("  wire parity_xor = "));
    }

    @Test
    void whatNothingReadsIsMarkedAsDesignersDo() {
        var m = new ModuleDraft("Unread");
        int a = m.input("a", 16);
        m.input("spare", 1);
        int x = m.output("x", 4);
        m.assign(x, m.slice(m.read(a), 11, 8));
        assertThat(Verilog.of(m.circuit()).text())
                .isEqualTo(
                        """
                        module Unread (input wire clk, input wire rst,
                          input wire [15:0] a, input wire spare, output wire [3:0] x
                        );
                          assign x = a[11:8];

                          wire unused = &{1'b0, clk, rst, a[15:12], a[7:0], spare};
                        endmodule
                        """);
    }

    @Test
    void userNamesWinOverTheEmittersOwn() {
        var m = new ModuleDraft("Clash");
        int a = m.input("x_sum", 8);
        int x = m.output("x", 8);
        int y = m.output("y", 8);
        int sum = m.add(m.read(a), m.literal(200, 8));
        m.assign(x, sum);
        m.assign(y, m.not(sum));
        assertThat(Verilog.of(m.circuit()).text()).contains("wire [7:0] x_sum_2 = x_sum + 8'd200;");
    }

    @Test
    void theParityOfAChoiceIsTheChoiceOfParities() {
        var m = new ModuleDraft("Parity");
        int c = m.input("c", 1);
        int a = m.input("a", 1);
        int b = m.input("b", 8);
        int wide = m.extend(m.read(b), false, 65);
        int choice = m.mux(m.read(c), m.extend(m.read(a), false, 65), m.not(wide));
        m.assign(m.output("x", 1), m.reduce(ReduceOp.XOR, choice));
        assertThat(Verilog.of(m.circuit()).text()).contains("assign x = c ? a : ^(~{57'd0, b});");
    }

    /// Reads `armed`, the clock and the reset in a check and a cover only.
    private static final class Watched extends Module {
        final Bool go = input(bool());
        final Bool q = output(bool());

        @Override
        protected void build() {
            var armed = go.not();
            q.assign(go);
            check(armed.or(go), "one of both");
            cover(armed, "armed once");
        }
    }

    /// Tools that leave checks out see them read all the same.
    @Test
    void whatOnlyChecksReadIsMarkedAsUnread() {
        assertThat(Verilog.of(Design.of(Watched::new).circuit()).text())
                .contains("wire unused = &{1'b0, clk, rst, armed};");
    }

    private static final class Counted extends Module {
        final Stream<Bits> head = input(stream(bits(4)));
        final UInt moved = output(uint(8));
        final Bits last = output(bits(4));
        private final UInt count = reg(uint(8), init(0));
        private final Bits held = reg(bits(4));

        @Override
        protected void build() {
            head.ready().assign(count.ne(9));
            when(
                    head.fire(),
                    () -> {
                        count.next(count.add(1));
                        held.next(head.payload());
                    });
            moved.assign(count);
            last.assign(held);
        }
    }

    @Test
    void aHandshakeIsCalledSo() {
        assertThat(Verilog.of(Design.of(Counted::new).circuit()).text())
                .contains("wire head_fire = head_valid & head_ready;")
                .doesNotContain("_and");
    }

    private static final class Crossbar extends Module {
        final List<Stream<UInt>> in = List.of(input(stream(uint(8))), input(stream(uint(8))));
        final List<Stream<UInt>> out = List.of(output(stream(uint(8))), output(stream(uint(8))));

        @Override
        protected void build() {
            List<List<Stream<UInt>>> routed = new ArrayList<>();
            for (var stream : in) {
                routed.add(stream.dispatch(stream.payload().trunc(1), 2));
            }
            for (int to = 0; to < 2; to++) {
                Stream.arbitrate(
                                Arbiter.Policy.ROUND_ROBIN,
                                List.of(routed.get(0).get(to), routed.get(1).get(to)))
                        .into(out.get(to));
            }
        }
    }

    @Test
    void aListOfListsHasANumberForEach() {
        assertThat(Verilog.of(Design.of(Crossbar::new).circuit()).text())
                .contains("routed_0_0_ready, routed_1_0_ready, routed_0_1_ready, routed_1_1_ready;")
                .contains("(routed_0_0_ready && !in_0_payload[0]) ||")
                .doesNotContain("ready_1")
                .doesNotContain("1'b0)");
    }
}
