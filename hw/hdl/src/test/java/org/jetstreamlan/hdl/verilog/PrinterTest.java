package org.jetstreamlan.hdl.verilog;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.verilog.Expression.Binary;
import org.jetstreamlan.hdl.verilog.Expression.BinaryOperator;
import org.jetstreamlan.hdl.verilog.Expression.Concat;
import org.jetstreamlan.hdl.verilog.Expression.Conditional;
import org.jetstreamlan.hdl.verilog.Expression.Literal;
import org.jetstreamlan.hdl.verilog.Expression.Name;
import org.jetstreamlan.hdl.verilog.Expression.Radix;
import org.jetstreamlan.hdl.verilog.Expression.Repeat;
import org.jetstreamlan.hdl.verilog.Expression.Unary;
import org.jetstreamlan.hdl.verilog.Expression.UnaryOperator;
import org.junit.jupiter.api.Test;

class PrinterTest {
    private static final Name A = new Name("a");
    private static final Name B = new Name("b");
    private static final Name C = new Name("c");

    private static Expression binary(BinaryOperator operator, Expression a, Expression b) {
        return new Binary(operator, a, b);
    }

    private static String text(Expression expression) {
        return LineBreaks.flat(ExpressionPrinter.text(expression));
    }

    private static Expression number(long value, int width, Radix radix) {
        return new Literal(BigInteger.valueOf(value), width, radix);
    }

    @Test
    void parenthesesStandWhereAReaderWouldHaveToThink() {
        Expression sum = binary(BinaryOperator.ADD, A, B);
        assertThat(text(binary(BinaryOperator.ADD, sum, C))).isEqualTo("a + b + c");
        assertThat(text(binary(BinaryOperator.ADD, C, sum))).isEqualTo("c + (a + b)");
        assertThat(text(binary(BinaryOperator.SUBTRACT, binary(BinaryOperator.SUBTRACT, A, B), C)))
                .isEqualTo("(a - b) - c");
        assertThat(text(binary(BinaryOperator.SHIFT_LEFT, sum, C))).isEqualTo("(a + b) << c");
        assertThat(text(binary(BinaryOperator.LESS, sum, C))).isEqualTo("a + b < c");
        assertThat(
                        text(
                                binary(
                                        BinaryOperator.LOGICAL_AND,
                                        binary(BinaryOperator.EQUAL, A, B),
                                        binary(BinaryOperator.LOGICAL_OR, B, C))))
                .isEqualTo("a == b && (b || c)");
        assertThat(text(binary(BinaryOperator.AND, new Unary(UnaryOperator.ANY, A), B)))
                .isEqualTo("(|a) & b");
        assertThat(text(new Unary(UnaryOperator.LOGICAL_NOT, new Unary(UnaryOperator.ALL, A))))
                .isEqualTo("!(&a)");
        assertThat(text(new Conditional(new Conditional(A, B, C), A, new Conditional(B, C, A))))
                .isEqualTo("(a ? b : c) ? a : b ? c : a");
        assertThat(text(new Repeat(3, A))).isEqualTo("{3{a}}");
        assertThat(text(new Repeat(2, new Concat(List.of(A, B))))).isEqualTo("{2{a, b}}");
    }

    @Test
    void constantsCarryTheirWidth() {
        assertThat(text(number(1, 1, Radix.DECIMAL))).isEqualTo("1'b1");
        assertThat(text(number(200, 8, Radix.DECIMAL))).isEqualTo("8'd200");
        assertThat(text(number(200, 8, Radix.HEXADECIMAL))).isEqualTo("8'hc8");
        assertThat(text(number(200, 8, Radix.SIGNED))).isEqualTo("-8'sd56");
        assertThat(text(number(100, 8, Radix.SIGNED))).isEqualTo("8'sd100");
        var wide = new Literal(BigInteger.ONE.shiftLeft(299), 300, Radix.HEXADECIMAL);
        assertThat(text(wide)).isEqualTo("{44'h80000000000, 256'h0}");
    }

    @Test
    void longLinesBreakAtTheOutermostOperatorThatFits() {
        List<Expression> parts =
                IntStream.range(0, 12)
                        .mapToObj(
                                i ->
                                        binary(
                                                BinaryOperator.XOR,
                                                new Name("operand_" + i),
                                                new Name("other_" + i)))
                        .toList();
        var printer = new Printer();
        printer.module(
                new VerilogModule(
                        "Long",
                        List.of(),
                        List.of(new Item.Assign(new Name("y"), new Concat(parts), Place.UNKNOWN))));
        assertThat(printer.text())
                .isEqualTo(
                        """
                        module Long;
                          assign y = {operand_0 ^ other_0, operand_1 ^ other_1, operand_2 ^ other_2, operand_3 ^ other_3, operand_4 ^ other_4,
                              operand_5 ^ other_5, operand_6 ^ other_6, operand_7 ^ other_7, operand_8 ^ other_8, operand_9 ^ other_9,
                              operand_10 ^ other_10, operand_11 ^ other_11};
                        endmodule
                        """);
    }

    @Test
    void ifChainsStayFlatAndBranchesOfOneStatementStandOnOneLine() {
        Procedure one = new Procedure.Assign(A, false, B, Place.UNKNOWN);
        Procedure two = new Procedure.Assign(A, false, C, Place.UNKNOWN);
        Procedure chain =
                new Procedure.If(
                        B,
                        List.of(one),
                        List.of(
                                new Procedure.If(
                                        C, List.of(one, two), List.of(two), Place.UNKNOWN)),
                        Place.UNKNOWN);
        var printer = new Printer();
        printer.module(
                new VerilogModule(
                        "Chain",
                        List.of(),
                        List.of(
                                new Item.Always(
                                        List.of(new Item.Event(ClockSpec.Edge.RISING, "clk")),
                                        List.of(chain)))));
        assertThat(printer.text())
                .isEqualTo(
                        """
                        module Chain;
                          always @(posedge clk)
                            if (b) a <= b;
                            else if (c) begin
                              a <= b;
                              a <= c;
                            end else begin
                              a <= c;
                            end
                        endmodule
                        """);
    }
}
