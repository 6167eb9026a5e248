package org.jetstreamlan.hdl.verilog;

import java.math.BigInteger;
import java.util.List;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.verilog.Expression.Binary;
import org.jetstreamlan.hdl.verilog.Expression.BinaryOperator;
import org.jetstreamlan.hdl.verilog.Expression.Cast;
import org.jetstreamlan.hdl.verilog.Expression.Concat;
import org.jetstreamlan.hdl.verilog.Expression.Conditional;
import org.jetstreamlan.hdl.verilog.Expression.Index;
import org.jetstreamlan.hdl.verilog.Expression.MovingPart;
import org.jetstreamlan.hdl.verilog.Expression.Name;
import org.jetstreamlan.hdl.verilog.Expression.Plain;
import org.jetstreamlan.hdl.verilog.Expression.Radix;
import org.jetstreamlan.hdl.verilog.Expression.Unary;
import org.jetstreamlan.hdl.verilog.Expression.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Writes operators of two operands, and slices of them as far as these can be moved into the operands.
final class BinaryExpressions {
    /// Verilator shifts by 32 bits at most; wider amounts are cut to this and saturated.
    private static final int LARGEST_AMOUNT = 31;

    private final List<Node> nodes;
    private final Constants constants;
    private final Sharing sharing;
    private final Expressions expressions;

    BinaryExpressions(
            List<Node> nodes, Constants constants, Sharing sharing, Expressions expressions) {
        this.nodes = nodes;
        this.constants = constants;
        this.sharing = sharing;
        this.expressions = expressions;
    }

    /// Bits `lo + width - 1` down to `lo` of the result of `b`, which is node `node`.
    Expression of(int node, Node.Binary b, int lo, int width) {
        return switch (b.op()) {
            case AND, OR ->
                    b.width() == 1
                                    && (expressions.isDecision(b.a())
                                            || expressions.isDecision(b.b()))
                            ? expressions.decision(b)
                            : bitwise(b, lo, width);
            case XOR -> bitwise(b, lo, width);
            case ADD, SUB, MUL ->
                    lo == 0 ? arithmetic(b, width) : expressions.named(node, lo, width);
            case SHL -> lo == 0 ? shift(b, lo, width) : expressions.named(node, lo, width);
            case SHR -> {
                if (lo + width == b.width()) {
                    yield shift(b, lo, width);
                }
                yield lo == 0 ? lowBitsOfShift(node, b, width) : expressions.named(node, lo, width);
            }
            case ASR ->
                    lo + width == b.width()
                            ? shift(b, lo, width)
                            : expressions.named(node, lo, width);
            case EQ, NE, ULT, ULE, SLT, SLE -> comparison(b);
        };
    }

    private Expression bitwise(Node.Binary b, int lo, int width) {
        BigInteger neutral =
                b.op() == Node.BinaryOp.AND ? Constants.mask(b.width()) : BigInteger.ZERO;
        if (neutral.equals(constants.of(b.b()))) {
            return expressions.value(b.a(), lo, width);
        }
        if (neutral.equals(constants.of(b.a()))) {
            return expressions.value(b.b(), lo, width);
        }
        return new Binary(
                operator(b.op()),
                expressions.value(b.a(), lo, width),
                expressions.value(b.b(), lo, width));
    }

    /// The low `width` bits of a sum, difference or product depend on the low bits of the operands only.
    private Expression arithmetic(Node.Binary b, int width) {
        Expression left = Expressions.decimal(expressions.value(b.a(), 0, width));
        Expression right = Expressions.decimal(expressions.value(b.b(), 0, width));
        if (b.op() == Node.BinaryOp.SUB && left instanceof Expression.Literal n && n.isZero()) {
            return new Unary(UnaryOperator.NEGATE, right);
        }
        if (b.op() == Node.BinaryOp.ADD
                && right instanceof Expression.Literal n
                && n.radix() == Radix.SIGNED) {
            BigInteger magnitude = BigInteger.TWO.pow(width).subtract(n.value());
            return new Binary(
                    BinaryOperator.SUBTRACT,
                    left,
                    new Expression.Literal(magnitude, width, Radix.DECIMAL));
        }
        return new Binary(operator(b.op()), left, right);
    }

    /// `a * b` for a product of values that are extended first; null for anything else. Only as the whole right side of an assignment, whose width
    /// reaches into the operands: there Verilog extends them itself, by their signs if all are signed.
    @Nullable Expression product(int node) {
        if (!(nodes.get(node) instanceof Node.Binary b) || b.op() != Node.BinaryOp.MUL) {
            return null;
        }
        boolean signed = isExtended(b.a(), true) || isExtended(b.b(), true);
        Expression left = factor(b.a(), signed);
        Expression right = factor(b.b(), signed);
        boolean extended = isExtended(b.a(), signed) || isExtended(b.b(), signed);
        return extended && left != null && right != null
                ? new Binary(BinaryOperator.MULTIPLY, left, right)
                : null;
    }

    private boolean isExtended(int node, boolean signed) {
        return !sharing.isNamed(node)
                && !constants.isConstant(node)
                && nodes.get(node) instanceof Node.Extend extend
                && extend.signed() == signed;
    }

    /// An operand of a product as it is before it is extended; null if the product would not be the same.
    private @Nullable Expression factor(int node, boolean signed) {
        BigInteger constant = sharing.isNamed(node) ? null : constants.of(node);
        int width = nodes.get(node).width();
        if (constant != null) {
            boolean writable = !signed || (width > 1 && width <= Long.SIZE);
            return writable
                    ? new Expression.Literal(constant, width, signed ? Radix.SIGNED : Radix.DECIMAL)
                    : null;
        }
        if (!isExtended(node, signed) || !(nodes.get(node) instanceof Node.Extend extend)) {
            return null;
        }
        Expression value = expressions.value(extend.a());
        if (signed) {
            return new Cast(true, value);
        }
        boolean ownWidth =
                value instanceof Name || value instanceof Expression.Part || value instanceof Index;
        return ownWidth ? value : null;
    }

    private Expression shift(Node.Binary b, int lo, int width) {
        Expression a = notBare(b.a(), expressions.value(b.a(), lo, width));
        Expression amount = amount(b.b(), b.width());
        BinaryOperator operator = operator(b.op());
        return operator == BinaryOperator.SHIFT_RIGHT_SIGNED
                ? new Cast(false, new Binary(operator, new Cast(true, a), amount))
                : new Binary(operator, a, amount);
    }

    private Expression amount(int node, int width) {
        BigInteger constant = constants.of(node);
        if (constant != null && !sharing.isNamed(node)) {
            return new Plain(constant.min(BigInteger.valueOf(width)).intValueExact());
        }
        int own = nodes.get(node).width();
        if (own <= LARGEST_AMOUNT) {
            return notBare(node, expressions.value(node));
        }
        expressions.makeRepeatable(node);
        return new Conditional(
                any(
                        expressions.value(node, LARGEST_AMOUNT, own - LARGEST_AMOUNT),
                        own - LARGEST_AMOUNT),
                Expressions.number(Constants.mask(LARGEST_AMOUNT), LARGEST_AMOUNT),
                expressions.value(node, 0, LARGEST_AMOUNT));
    }

    /// Icarus 11 fails on shifts of a bare cell of a memory, or by one.
    private Expression notBare(int node, Expression value) {
        return nodes.get(node) instanceof Node.MemoryRead && value instanceof Index
                ? new Concat(List.of(value))
                : value;
    }

    private static Expression any(Expression value, int width) {
        return width == 1 ? value : new Unary(UnaryOperator.ANY, value);
    }

    /// `(a >> b)[width-1:0]`, which is how a dynamic index or a moving part looks in the IR: a selection of `a` where that can be
    /// proved not to reach beyond it, and for one bit where a comparison can keep it from doing so.
    private Expression lowBitsOfShift(int node, Node.Binary b, int width) {
        int limit = nodes.get(b.a()).width() - width + 1;
        boolean inside = constants.maximum(b.b()).compareTo(BigInteger.valueOf(limit)) < 0;
        if ((constants.isConstant(b.a()) && !sharing.isNamed(b.a()))
                || constants.isConstant(b.b())
                || (!inside && width > 1)) {
            return expressions.named(node, 0, width);
        }
        expressions.makeRepeatable(b.a());
        if (!(expressions.value(b.a()) instanceof Name vector)) {
            return expressions.named(node, 0, width);
        }
        if (!inside) {
            expressions.makeRepeatable(b.b());
        }
        Expression index = expressions.index(b.b(), Expressions.bitsFor(nodes.get(b.a()).width()));
        if (width > 1) {
            return new MovingPart(vector, index, width);
        }
        Expression bit = new Index(vector, index);
        return inside
                ? bit
                : new Binary(BinaryOperator.LOGICAL_AND, expressions.isBelow(b.b(), limit), bit);
    }

    private Expression comparison(Node.Binary b) {
        if (nodes.get(b.a()).width() == 1
                && b.op() != Node.BinaryOp.EQ
                && b.op() != Node.BinaryOp.NE) {
            return orderOfBits(b);
        }
        if (isBitOrOpposite(b)) {
            return bitOrOpposite(b, false);
        }
        BinaryOperator operator = operator(b.op());
        boolean signed = b.op() == Node.BinaryOp.SLT || b.op() == Node.BinaryOp.SLE;
        Expression left = compared(b.a(), signed, operator);
        Expression right = compared(b.b(), signed, operator);
        return constants.isConstant(b.a()) && !constants.isConstant(b.b())
                ? new Binary(operator.mirrored(), right, left)
                : new Binary(operator, left, right);
    }

    /// Whether a single bit is compared with a constant that has no name.
    boolean isBitOrOpposite(Node.Binary b) {
        return (b.op() == Node.BinaryOp.EQ || b.op() == Node.BinaryOp.NE)
                && nodes.get(b.a()).width() == 1
                && isPlainConstant(b.b());
    }

    private boolean isPlainConstant(int node) {
        return constants.isConstant(node)
                && !sharing.isNamed(node)
                && !(nodes.get(node) instanceof Node.Literal literal && !literal.label().isEmpty());
    }

    /// `x` for `x == 1`, the opposite of `x` for `x == 0`.
    Expression bitOrOpposite(Node.Binary b, boolean asCondition) {
        boolean one = BigInteger.ONE.equals(constants.of(b.b()));
        boolean same = one == (b.op() == Node.BinaryOp.EQ);
        if (asCondition || expressions.isDecision(b.a())) {
            Expression condition = expressions.condition(b.a());
            return same ? condition : Expressions.negated(condition);
        }
        Expression value = expressions.value(b.a());
        return same ? value : new Unary(UnaryOperator.COMPLEMENT, value);
    }

    /// Single bits have no order that a designer would write, and linters mind; a 1 is above a 0, or below it if signed. Where one of them is
    /// constant, and the outcome is not, the other decides alone.
    private Expression orderOfBits(Node.Binary b) {
        Expression a = expressions.condition(b.a());
        Expression other = expressions.condition(b.b());
        boolean signed = b.op() == Node.BinaryOp.SLT || b.op() == Node.BinaryOp.SLE;
        boolean orEqual = b.op() == Node.BinaryOp.ULE || b.op() == Node.BinaryOp.SLE;
        Expression left = signed ? a : Expressions.negated(a);
        Expression right = signed ? Expressions.negated(other) : other;
        if (isPlainConstant(b.a())) {
            return right;
        }
        if (isPlainConstant(b.b())) {
            return left;
        }
        return new Binary(
                orEqual ? BinaryOperator.LOGICAL_OR : BinaryOperator.LOGICAL_AND, left, right);
    }

    private Expression compared(int node, boolean signed, BinaryOperator operator) {
        Expression value = expressions.value(node);
        if (!signed) {
            return operator.isOrder() ? Expressions.decimal(value) : value;
        }
        if (value instanceof Expression.Literal n && n.width() > 1 && n.width() <= Long.SIZE) {
            return new Expression.Literal(n.value(), n.width(), Radix.SIGNED);
        }
        return new Cast(true, value);
    }

    private static BinaryOperator operator(Node.BinaryOp op) {
        return switch (op) {
            case ADD -> BinaryOperator.ADD;
            case SUB -> BinaryOperator.SUBTRACT;
            case MUL -> BinaryOperator.MULTIPLY;
            case AND -> BinaryOperator.AND;
            case OR -> BinaryOperator.OR;
            case XOR -> BinaryOperator.XOR;
            case SHL -> BinaryOperator.SHIFT_LEFT;
            case SHR -> BinaryOperator.SHIFT_RIGHT;
            case ASR -> BinaryOperator.SHIFT_RIGHT_SIGNED;
            case EQ -> BinaryOperator.EQUAL;
            case NE -> BinaryOperator.NOT_EQUAL;
            case ULT, SLT -> BinaryOperator.LESS;
            case ULE, SLE -> BinaryOperator.LESS_EQUAL;
        };
    }
}
