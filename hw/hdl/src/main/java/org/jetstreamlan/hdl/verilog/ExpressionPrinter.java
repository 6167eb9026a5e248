package org.jetstreamlan.hdl.verilog;

import java.math.BigInteger;
import java.util.List;
import org.jetstreamlan.hdl.verilog.Expression.Binary;
import org.jetstreamlan.hdl.verilog.Expression.BinaryOperator;
import org.jetstreamlan.hdl.verilog.Expression.Cast;
import org.jetstreamlan.hdl.verilog.Expression.Concat;
import org.jetstreamlan.hdl.verilog.Expression.Conditional;
import org.jetstreamlan.hdl.verilog.Expression.Index;
import org.jetstreamlan.hdl.verilog.Expression.Literal;
import org.jetstreamlan.hdl.verilog.Expression.MovingPart;
import org.jetstreamlan.hdl.verilog.Expression.Name;
import org.jetstreamlan.hdl.verilog.Expression.Part;
import org.jetstreamlan.hdl.verilog.Expression.Plain;
import org.jetstreamlan.hdl.verilog.Expression.Radix;
import org.jetstreamlan.hdl.verilog.Expression.Repeat;
import org.jetstreamlan.hdl.verilog.Expression.Unary;
import org.jetstreamlan.hdl.verilog.Expression.Wildcard;

/// Text of an expression, with [LineBreaks] marks where a long line may be broken. Parentheses stand where precedence needs
/// them and where a reader would have to think.
final class ExpressionPrinter {
    /// Wider constants are written in pieces, so that a line can be broken between them.
    private static final int PIECE = 256;

    private final StringBuilder out = new StringBuilder();
    private int depth;

    private ExpressionPrinter() {}

    static String text(Expression expression) {
        var printer = new ExpressionPrinter();
        printer.print(expression);
        return printer.out.toString();
    }

    private void print(Expression expression) {
        switch (expression) {
            case Literal number -> number(number);
            case Wildcard pattern -> wildcard(pattern);
            case Plain plain -> out.append(plain.value());
            case Name name -> out.append(name.text());
            case Index index -> {
                print(index.base());
                out.append('[');
                nested(index.index());
                out.append(']');
            }
            case Part part -> {
                print(part.base());
                out.append('[').append(part.hi()).append(':').append(part.lo()).append(']');
            }
            case MovingPart part -> {
                print(part.base());
                out.append('[');
                nested(part.start());
                out.append(" +: ").append(part.width()).append(']');
            }
            case Unary unary -> {
                out.append(unary.operator().symbol);
                parenthesised(unary.operand(), !isPrimary(unary.operand()));
            }
            case Binary binary -> binary(binary);
            case Conditional conditional -> conditional(conditional);
            case Concat concat -> {
                out.append('{');
                list(concat.parts());
                out.append('}');
            }
            case Repeat repeat -> {
                out.append('{').append(repeat.count());
                if (!(repeat.part() instanceof Concat)) {
                    out.append('{');
                    nested(repeat.part());
                    out.append('}');
                } else {
                    nested(repeat.part());
                }
                out.append('}');
            }
            case Cast cast -> {
                out.append(cast.signed() ? "$signed(" : "$unsigned(");
                nested(cast.argument());
                out.append(')');
            }
        }
    }

    private void nested(Expression expression) {
        depth++;
        print(expression);
        depth--;
    }

    private void list(List<Expression> parts) {
        depth++;
        for (int i = 0; i < parts.size(); i++) {
            if (i > 0) {
                out.append(',');
                LineBreaks.mark(out, depth);
            }
            print(parts.get(i));
        }
        depth--;
    }

    private void parenthesised(Expression expression, boolean parentheses) {
        if (parentheses) {
            out.append('(');
            nested(expression);
            out.append(')');
        } else {
            print(expression);
        }
    }

    private void binary(Binary binary) {
        depth++;
        BinaryOperator operator = binary.operator();
        Expression left = binary.left();
        if (isSame(operator, left) && operator.isAssociative()) {
            depth--;
            print(left);
            depth++;
        } else {
            parenthesised(left, needsParentheses(operator, left));
        }
        out.append(' ').append(operator.symbol);
        LineBreaks.mark(out, depth);
        if (isSame(operator, binary.right()) && operator.isUnordered()) {
            depth--;
            print(binary.right());
            depth++;
        } else {
            parenthesised(binary.right(), needsParentheses(operator, binary.right()));
        }
        depth--;
    }

    private static boolean isSame(BinaryOperator operator, Expression operand) {
        return operand instanceof Binary inner && inner.operator() == operator;
    }

    /// Without parentheses stand: names and the like, arithmetic inside a comparison, comparisons inside `&&` and `||`.
    private static boolean needsParentheses(BinaryOperator outer, Expression operand) {
        return switch (operand) {
            case Binary inner -> !readsWell(outer, inner.operator());
            case Unary unary ->
                    switch (unary.operator()) {
                        case COMPLEMENT, LOGICAL_NOT -> false;
                        case NEGATE, ALL, ANY, PARITY -> !outer.isLogical();
                    };
            case Conditional _ -> true;
            case Literal _,
                    Wildcard _,
                    Plain _,
                    Name _,
                    Index _,
                    Part _,
                    MovingPart _,
                    Concat _,
                    Repeat _,
                    Cast _ ->
                    false;
        };
    }

    private static boolean readsWell(BinaryOperator outer, BinaryOperator inner) {
        return outer.isLogical()
                ? inner == outer || inner.isComparison()
                : outer.isComparison() && inner.isArithmetic();
    }

    private void conditional(Conditional conditional) {
        depth++;
        Expression condition = conditional.condition();
        parenthesised(condition, condition instanceof Conditional || endsInNumber(condition));
        out.append(" ?");
        LineBreaks.mark(out, depth + 1);
        parenthesised(conditional.whenTrue(), conditional.whenTrue() instanceof Conditional);
        out.append(" :");
        LineBreaks.mark(out, depth);
        depth--;
        print(conditional.whenFalse());
    }

    /// `?` is a digit too (z), which must not be taken for one of a number before it.
    private static boolean endsInNumber(Expression expression) {
        Expression last = expression;
        while (last instanceof Binary || last instanceof Unary) {
            last = last instanceof Binary binary ? binary.right() : ((Unary) last).operand();
        }
        return last instanceof Literal || last instanceof Plain;
    }

    private static boolean isPrimary(Expression expression) {
        return switch (expression) {
            case Literal _,
                    Wildcard _,
                    Plain _,
                    Name _,
                    Index _,
                    Part _,
                    MovingPart _,
                    Concat _,
                    Repeat _,
                    Cast _ ->
                    true;
            case Unary _, Binary _, Conditional _ -> false;
        };
    }

    private void wildcard(Wildcard pattern) {
        out.append(pattern.width()).append("'b");
        for (int bit = pattern.width() - 1; bit >= 0; bit--) {
            boolean one = pattern.value().testBit(bit);
            out.append(!pattern.care().testBit(bit) ? '?' : one ? '1' : '0');
        }
    }

    private void number(Literal number) {
        if (number.width() > PIECE && number.value().bitLength() > PIECE) {
            pieces(number);
            return;
        }
        if (number.radix() == Radix.SIGNED) {
            boolean negative = number.value().testBit(number.width() - 1);
            BigInteger magnitude =
                    negative
                            ? BigInteger.ONE.shiftLeft(number.width()).subtract(number.value())
                            : number.value();
            out.append(negative ? "-" : "")
                    .append(number.width())
                    .append("'sd")
                    .append(digits(magnitude, 10));
            return;
        }
        out.append(number.width());
        if (number.width() == 1) {
            out.append("'b").append(digits(number.value(), 2));
            return;
        }
        switch (number.radix()) {
            case DECIMAL -> out.append("'d").append(digits(number.value(), 10));
            case SIGNED -> {}
            case HEXADECIMAL -> out.append("'h").append(digits(number.value(), 16));
        }
    }

    /// As [BigInteger#toString(int)], which takes longer.
    private static String digits(BigInteger value, int radix) {
        return value.bitLength() < Long.SIZE
                ? Long.toString(value.longValue(), radix)
                : value.toString(radix);
    }

    private void pieces(Literal number) {
        out.append('{');
        depth++;
        int top = (number.width() - 1) / PIECE * PIECE;
        for (int lo = top; lo >= 0; lo -= PIECE) {
            if (lo < top) {
                out.append(',');
                LineBreaks.mark(out, depth);
            }
            int width = Math.min(PIECE, number.width() - lo);
            BigInteger mask = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
            number(new Literal(number.value().shiftRight(lo).and(mask), width, number.radix()));
        }
        depth--;
        out.append('}');
    }
}
