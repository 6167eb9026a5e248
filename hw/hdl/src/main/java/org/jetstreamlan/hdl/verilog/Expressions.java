package org.jetstreamlan.hdl.verilog;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.verilog.Expression.Binary;
import org.jetstreamlan.hdl.verilog.Expression.BinaryOperator;
import org.jetstreamlan.hdl.verilog.Expression.Cast;
import org.jetstreamlan.hdl.verilog.Expression.Concat;
import org.jetstreamlan.hdl.verilog.Expression.Conditional;
import org.jetstreamlan.hdl.verilog.Expression.Index;
import org.jetstreamlan.hdl.verilog.Expression.MovingPart;
import org.jetstreamlan.hdl.verilog.Expression.Name;
import org.jetstreamlan.hdl.verilog.Expression.Part;
import org.jetstreamlan.hdl.verilog.Expression.Plain;
import org.jetstreamlan.hdl.verilog.Expression.Radix;
import org.jetstreamlan.hdl.verilog.Expression.Repeat;
import org.jetstreamlan.hdl.verilog.Expression.Unary;
import org.jetstreamlan.hdl.verilog.Expression.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Writes nodes as expressions.
///
/// Verilog widens operands to the width of their context, which would turn a dropped carry into a kept one. Here no context is ever
/// wider than an operand: each expression's own width is the node's, and operators combine equal widths only, as the IR does.
/// Where the IR changes a width (extension, slice) the Verilog has a concatenation or a selection, whose insides are
/// contexts of their own. Signed operators stand in contexts of their own too: a comparison, or `$unsigned(...)`.
///
/// Verilog selects bits of names only. A slice of an expression is therefore moved into its operands, and where it cannot be (the upper bits
/// of a sum) the expression gets a wire.
final class Expressions {
    /// Verilator shifts by 32 bits at most; wider amounts are cut to this and saturated.
    private static final int LARGEST_AMOUNT = 31;

    private final ModuleDef module;
    private final List<Node> nodes;
    private final Constants constants;
    private final Sharing sharing;
    private final Names names;
    private final Labels labels;
    private final @Nullable String[] wires;
    private final @Nullable String[] stems;
    private String sink = "";
    private boolean inAlways;

    Expressions(
            ModuleDef module, Constants constants, Sharing sharing, Names names, Labels labels) {
        this.module = module;
        this.nodes = module.nodes();
        this.constants = constants;
        this.sharing = sharing;
        this.names = names;
        this.labels = labels;
        wires = new @Nullable String[nodes.size()];
        stems = new @Nullable String[nodes.size()];
    }

    /// Says what the next expressions are for: wires that they need are named after it. In an `always @*` block
    /// no memory is read, since that would make it wait for all cells.
    void setSink(String name, boolean inAlways) {
        sink = name;
        this.inAlways = inAlways;
    }

    /// The value of a node as the whole right side of an assignment.
    Expression assigned(int node) {
        Expression value = value(node);
        return value instanceof Cast cast && !cast.signed() ? cast.argument() : value;
    }

    /// The wires that expressions so far asked for, operands before users, and those that their values ask for in turn.
    List<Definition> definitions() {
        var definitions = new ArrayList<Definition>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            String wire = wires[i];
            String stem = stems[i];
            if (wire != null && stem != null) {
                setSink(stem, false);
                definitions.add(new Definition(i, wire, definition(i)));
            }
        }
        return definitions.reversed();
    }

    private Expression definition(int node) {
        BigInteger constant = constants.of(node);
        if (constant != null) {
            return number(constant, nodes.get(node).width());
        }
        Expression value = inline(node, 0, nodes.get(node).width());
        return value instanceof Cast cast && !cast.signed() ? cast.argument() : value;
    }

    /// The value of a node.
    Expression value(int node) {
        return value(node, 0, nodes.get(node).width());
    }

    /// Bits `lo + width - 1` down to `lo` of a node.
    Expression value(int node, int lo, int width) {
        if (sharing.isNamed(node)) {
            return select(new Name(wire(node)), nodes.get(node).width(), lo, width);
        }
        BigInteger constant = constants.of(node);
        if (constant != null) {
            boolean whole = width == nodes.get(node).width();
            return whole && nodes.get(node) instanceof Node.Literal literal && !literal.label().isEmpty()
                    ? labels.of(literal.label(), constant, width)
                    : number(constant.shiftRight(lo).and(Constants.mask(width)), width);
        }
        return inline(node, lo, width);
    }

    /// A 1-bit node as the condition of `if` or `?:`, with `&&`, `||` and `!`.
    Expression condition(int node) {
        if (sharing.isNamed(node) || constants.isConstant(node)) {
            return value(node);
        }
        return switch (nodes.get(node)) {
            case Node.Not n -> negated(condition(n.a()));
            case Node.Binary b when b.op() == Node.BinaryOp.AND || b.op() == Node.BinaryOp.OR ->
                    decision(b);
            case Node.Literal _,
                    Node.Read _,
                    Node.Reduce _,
                    Node.Binary _,
                    Node.Mux _,
                    Node.Concat _,
                    Node.Slice _,
                    Node.Extend _,
                    Node.MemoryRead _ ->
                    value(node);
        };
    }

    private Expression decision(Node.Binary b) {
        return new Binary(
                b.op() == Node.BinaryOp.AND
                        ? BinaryOperator.LOGICAL_AND
                        : BinaryOperator.LOGICAL_OR,
                condition(b.a()),
                condition(b.b()));
    }

    /// The opposite of a 1-bit condition.
    static Expression negated(Expression condition) {
        if (condition instanceof Binary b && b.operator().isComparison()) {
            return new Binary(b.operator().opposite(), b.left(), b.right());
        }
        return condition instanceof Unary u && u.operator() == UnaryOperator.LOGICAL_NOT
                ? u.operand()
                : new Unary(UnaryOperator.LOGICAL_NOT, condition);
    }

    /// Makes sure that a node can be written more than once, and bits of it selected, at no cost in logic.
    void makeRepeatable(int node) {
        if (sharing.isInline(node)) {
            sharing.name(node);
        }
    }

    /// As [#makeRepeatable]; a wire that this takes is called `stem`.
    void makeRepeatable(int node, String stem) {
        makeRepeatable(node);
        if (sharing.isNamed(node) && wires[node] == null) {
            String kept = sink;
            sink = stem;
            wire(node, stem);
            sink = kept;
        }
    }

    private String wire(int node) {
        return wire(node, sink + "_" + Words.of(nodes.get(node)));
    }

    private String wire(int node, String stem) {
        String wire = wires[node];
        if (wire == null) {
            wire = module.nodeNames().get(node).orElseGet(() -> names.unique(stem));
            wires[node] = wire;
            stems[node] = module.nodeNames().get(node).orElse(sink);
        }
        return wire;
    }

    private Expression named(int node, int lo, int width) {
        sharing.name(node);
        return value(node, lo, width);
    }

    private Expression inline(int node, int lo, int width) {
        return switch (nodes.get(node)) {
            case Node.Literal l ->
                    number(l.value().shiftRight(lo).and(Constants.mask(width)), width);
            case Node.Read r ->
                    select(new Name(module.nets().get(r.net()).name()), r.width(), lo, width);
            case Node.Not n -> not(n, lo, width);
            case Node.Reduce r -> reduce(r);
            case Node.Binary b -> binary(node, b, lo, width);
            case Node.Mux m -> mux(m, lo, width);
            case Node.Concat c -> concat(c, lo, width);
            case Node.Slice s -> value(s.a(), s.lo() + lo, width);
            case Node.Extend e ->
                    e.signed() ? signExtend(e, lo, width) : zeroExtend(e, lo, width);
            case Node.MemoryRead r ->
                    inAlways ? named(node, lo, width) : memoryRead(r, lo, width);
        };
    }

    private Expression mux(Node.Mux mux, int lo, int width) {
        BigInteger select = constants.of(mux.select());
        if (select != null) {
            return value(select.signum() == 0 ? mux.whenFalse() : mux.whenTrue(), lo, width);
        }
        return new Conditional(
                condition(mux.select()),
                value(mux.whenTrue(), lo, width),
                value(mux.whenFalse(), lo, width));
    }

    private Expression not(Node.Not not, int lo, int width) {
        if (not.width() == 1 && isDecision(not.a())) {
            return negated(condition(not.a()));
        }
        return new Unary(UnaryOperator.COMPLEMENT, value(not.a(), lo, width));
    }

    private Expression reduce(Node.Reduce reduce) {
        if (nodes.get(reduce.a()).width() == 1) {
            return value(reduce.a());
        }
        UnaryOperator operator =
                switch (reduce.op()) {
                    case AND -> UnaryOperator.ALL;
                    case OR -> UnaryOperator.ANY;
                    case XOR -> UnaryOperator.PARITY;
                };
        return new Unary(operator, value(reduce.a()));
    }

    /// Whether a 1-bit node reads as a decision rather than as data: it is a comparison or a reduction, or made of such.
    private boolean isDecision(int node) {
        if (!sharing.isInline(node)) {
            return false;
        }
        return switch (nodes.get(node)) {
            case Node.Reduce _ -> true;
            case Node.Binary b ->
                    b.op().isComparison()
                            || b.width() == 1
                                    && (b.op() == Node.BinaryOp.AND || b.op() == Node.BinaryOp.OR)
                                    && (isDecision(b.a()) || isDecision(b.b()));
            case Node.Not n -> n.width() == 1 && isDecision(n.a());
            case Node.Literal _,
                    Node.Read _,
                    Node.Mux _,
                    Node.Concat _,
                    Node.Slice _,
                    Node.Extend _,
                    Node.MemoryRead _ ->
                    false;
        };
    }

    private Expression binary(int node, Node.Binary b, int lo, int width) {
        return switch (b.op()) {
            case AND, OR ->
                    b.width() == 1 && (isDecision(b.a()) || isDecision(b.b()))
                            ? decision(b)
                            : bitwise(b, lo, width);
            case XOR -> bitwise(b, lo, width);
            case ADD, SUB, MUL -> lo == 0 ? arithmetic(b, width) : named(node, lo, width);
            case SHL -> lo == 0 ? shift(b, lo, width) : named(node, lo, width);
            case SHR -> {
                if (lo + width == b.width()) {
                    yield shift(b, lo, width);
                }
                yield lo == 0 ? lowBitsOfShift(node, b, width) : named(node, lo, width);
            }
            case ASR -> lo + width == b.width() ? shift(b, lo, width) : named(node, lo, width);
            case EQ, NE, ULT, ULE, SLT, SLE -> comparison(b);
        };
    }

    private Expression bitwise(Node.Binary b, int lo, int width) {
        BigInteger neutral = b.op() == Node.BinaryOp.AND ? Constants.mask(b.width()) : BigInteger.ZERO;
        if (neutral.equals(constants.of(b.b()))) {
            return value(b.a(), lo, width);
        }
        if (neutral.equals(constants.of(b.a()))) {
            return value(b.b(), lo, width);
        }
        BinaryOperator operator =
                b.op() == Node.BinaryOp.AND
                        ? BinaryOperator.AND
                        : b.op() == Node.BinaryOp.OR ? BinaryOperator.OR : BinaryOperator.XOR;
        return new Binary(operator, value(b.a(), lo, width), value(b.b(), lo, width));
    }

    /// The low `width` bits of a sum, difference or product depend on the low bits of the operands only.
    private Expression arithmetic(Node.Binary b, int width) {
        Expression left = decimal(value(b.a(), 0, width));
        Expression right = decimal(value(b.b(), 0, width));
        if (b.op() == Node.BinaryOp.SUB && left instanceof Expression.Number n && n.isZero()) {
            return new Unary(UnaryOperator.NEGATE, right);
        }
        BinaryOperator operator =
                b.op() == Node.BinaryOp.ADD
                        ? BinaryOperator.ADD
                        : b.op() == Node.BinaryOp.SUB
                                ? BinaryOperator.SUBTRACT
                                : BinaryOperator.MULTIPLY;
        return new Binary(operator, left, right);
    }

    private Expression shift(Node.Binary b, int lo, int width) {
        Expression a = value(b.a(), lo, width);
        Expression amount = amount(b.b(), b.width());
        return switch (b.op()) {
            case SHL -> new Binary(BinaryOperator.SHIFT_LEFT, a, amount);
            case SHR -> new Binary(BinaryOperator.SHIFT_RIGHT, a, amount);
            case ASR ->
                    new Cast(
                            false,
                            new Binary(
                                    BinaryOperator.SHIFT_RIGHT_SIGNED, new Cast(true, a), amount));
            case ADD, SUB, MUL, AND, OR, XOR, EQ, NE, ULT, ULE, SLT, SLE ->
                    throw new IllegalArgumentException(b.op() + " is not a shift");
        };
    }

    private Expression amount(int node, int width) {
        BigInteger constant = constants.of(node);
        if (constant != null && !sharing.isNamed(node)) {
            return new Plain(constant.min(BigInteger.valueOf(width)).intValueExact());
        }
        int own = nodes.get(node).width();
        if (own <= LARGEST_AMOUNT) {
            return value(node);
        }
        makeRepeatable(node);
        return new Conditional(
                any(value(node, LARGEST_AMOUNT, own - LARGEST_AMOUNT), own - LARGEST_AMOUNT),
                number(Constants.mask(LARGEST_AMOUNT), LARGEST_AMOUNT),
                value(node, 0, LARGEST_AMOUNT));
    }

    private static Expression any(Expression value, int width) {
        return width == 1 ? value : new Unary(UnaryOperator.ANY, value);
    }

    /// `(a >> b)[width-1:0]`, which is how a dynamic index or a moving part looks in the IR: a selection of `a` where that can be
    /// proved not to reach beyond it, and for one bit where a comparison can keep it from doing so.
    private Expression lowBitsOfShift(int node, Node.Binary b, int width) {
        int limit = nodes.get(b.a()).width() - width + 1;
        boolean inside = constants.maximum(b.b()).compareTo(BigInteger.valueOf(limit)) < 0;
        if (constants.isConstant(b.a()) && !sharing.isNamed(b.a())
                || constants.isConstant(b.b())
                || !inside && width > 1) {
            return named(node, 0, width);
        }
        makeRepeatable(b.a());
        if (!(value(b.a()) instanceof Name vector)) {
            return named(node, 0, width);
        }
        if (!inside) {
            makeRepeatable(b.b());
        }
        Expression index = index(b.b(), bitsFor(nodes.get(b.a()).width()));
        if (width > 1) {
            return new MovingPart(vector, index, width);
        }
        Expression bit = new Index(vector, index);
        return inside ? bit : new Binary(BinaryOperator.LOGICAL_AND, isBelow(b.b(), limit), bit);
    }

    /// A node as an index of exactly `width` bits, which linters insist on; what is cut off is known to be 0 where it matters.
    Expression index(int node, int width) {
        int own = nodes.get(node).width();
        if (own == width) {
            return value(node);
        }
        return own > width
                ? value(node, 0, width)
                : flat(List.of(number(BigInteger.ZERO, width - own), value(node)));
    }

    /// `node < limit`, the limit being above 0 and within the node's width.
    Expression isBelow(int node, int limit) {
        int width = nodes.get(node).width();
        return limit == 1
                ? new Binary(BinaryOperator.EQUAL, value(node), number(BigInteger.ZERO, width))
                : new Binary(
                        BinaryOperator.LESS,
                        value(node),
                        decimal(number(BigInteger.valueOf(limit), width)));
    }

    /// Width of an index into `count` things.
    static int bitsFor(int count) {
        return Math.max(1, 32 - Integer.numberOfLeadingZeros(count - 1));
    }

    private Expression comparison(Node.Binary b) {
        if (nodes.get(b.a()).width() == 1 && b.op() != Node.BinaryOp.EQ && b.op() != Node.BinaryOp.NE) {
            return orderOfBits(b);
        }
        BinaryOperator operator =
                switch (b.op()) {
                    case EQ -> BinaryOperator.EQUAL;
                    case NE -> BinaryOperator.NOT_EQUAL;
                    case ULT, SLT -> BinaryOperator.LESS;
                    case ULE, SLE -> BinaryOperator.LESS_EQUAL;
                    case ADD, SUB, MUL, AND, OR, XOR, SHL, SHR, ASR ->
                            throw new IllegalArgumentException(b.op() + " is not a comparison");
                };
        boolean signed = b.op() == Node.BinaryOp.SLT || b.op() == Node.BinaryOp.SLE;
        Expression left = compared(b.a(), signed, operator);
        Expression right = compared(b.b(), signed, operator);
        return constants.isConstant(b.a()) && !constants.isConstant(b.b())
                ? new Binary(operator.mirrored(), right, left)
                : new Binary(operator, left, right);
    }

    /// Single bits have no order that a designer would write, and linters mind; a 1 is above a 0, or below it if signed.
    private Expression orderOfBits(Node.Binary b) {
        Expression a = condition(b.a());
        Expression other = condition(b.b());
        return switch (b.op()) {
            case ULT -> new Binary(BinaryOperator.LOGICAL_AND, negated(a), other);
            case ULE -> new Binary(BinaryOperator.LOGICAL_OR, negated(a), other);
            case SLT -> new Binary(BinaryOperator.LOGICAL_AND, a, negated(other));
            case SLE -> new Binary(BinaryOperator.LOGICAL_OR, a, negated(other));
            case ADD, SUB, MUL, AND, OR, XOR, SHL, SHR, ASR, EQ, NE ->
                    throw new IllegalArgumentException(b.op() + " orders nothing");
        };
    }

    private Expression compared(int node, boolean signed, BinaryOperator operator) {
        Expression value = value(node);
        if (!signed) {
            return operator.isOrder() ? decimal(value) : value;
        }
        if (value instanceof Expression.Number n && n.width() > 1 && n.width() <= Long.SIZE) {
            return new Expression.Number(n.value(), n.width(), Radix.SIGNED);
        }
        return new Cast(true, value);
    }

    private Expression concat(Node.Concat concat, int lo, int width) {
        var parts = new ArrayList<Expression>();
        int top = concat.width();
        List<Integer> all = concat.parts();
        for (int i = 0; i < all.size(); ) {
            int part = all.get(i);
            int run = 1;
            while (i + run < all.size() && all.get(i + run) == part) {
                run++;
            }
            int own = nodes.get(part).width();
            if (run > 1 && top <= lo + width && top - run * own >= lo) {
                parts.add(new Repeat(run, value(part)));
            } else {
                for (int k = 0; k < run; k++) {
                    addOverlap(parts, part, top - (k + 1) * own, lo, lo + width, run);
                }
            }
            top -= run * own;
            i += run;
        }
        return parts.size() == 1 ? parts.getFirst() : flat(parts);
    }

    /// A concatenation without concatenations in it.
    private static Concat flat(List<Expression> parts) {
        var result = new ArrayList<Expression>();
        for (Expression part : parts) {
            if (part instanceof Concat inner) {
                result.addAll(inner.parts());
            } else {
                result.add(part);
            }
        }
        return new Concat(result);
    }

    /// Adds the bits of a part at `base` of a concatenation that lie between `lo` and `end`.
    private void addOverlap(
            List<Expression> parts, int part, int base, int lo, int end, int run) {
        int from = Math.max(lo, base);
        int to = Math.min(end, base + nodes.get(part).width());
        if (from < to) {
            if (run > 1) {
                makeRepeatable(part);
            }
            parts.add(value(part, from - base, to - from));
        }
    }

    private Expression zeroExtend(Node.Extend extend, int lo, int width) {
        int own = nodes.get(extend.a()).width();
        if (lo + width <= own) {
            return value(extend.a(), lo, width);
        }
        if (lo >= own) {
            return number(BigInteger.ZERO, width);
        }
        return flat(
                List.of(
                        number(BigInteger.ZERO, lo + width - own),
                        value(extend.a(), lo, own - lo)));
    }

    private Expression signExtend(Node.Extend extend, int lo, int width) {
        int own = nodes.get(extend.a()).width();
        if (lo + width <= own) {
            return value(extend.a(), lo, width);
        }
        if (lo >= own - 1) {
            return repeat(width, value(extend.a(), own - 1, 1));
        }
        makeRepeatable(extend.a());
        return flat(
                List.of(
                        repeat(lo + width - own, value(extend.a(), own - 1, 1)),
                        value(extend.a(), lo, own - lo)));
    }

    private static Expression repeat(int count, Expression part) {
        return count == 1 ? part : new Repeat(count, part);
    }

    private Expression memoryRead(Node.MemoryRead read, int lo, int width) {
        Memory memory = module.memories().get(read.memory());
        BigInteger depth = BigInteger.valueOf(memory.depth());
        boolean inside = constants.maximum(read.address()).compareTo(depth) < 0;
        if (!inside) {
            makeRepeatable(read.address());
        }
        Expression cell = new Index(new Name(memory.name()), cellIndex(read.address(), memory));
        Expression bits = select(cell, memory.width(), lo, width);
        return inside
                ? bits
                : new Conditional(
                        isBelow(read.address(), memory.depth()),
                        bits,
                        number(BigInteger.ZERO, width));
    }

    /// A node as an index of a memory's cells.
    Expression cellIndex(int address, Memory memory) {
        BigInteger constant = constants.of(address);
        if (memory.depth() == 1) {
            return new Plain(0);
        }
        return constant != null && !sharing.isNamed(address)
                ? new Plain(constant.intValueExact())
                : index(address, bitsFor(memory.depth()));
    }

    private static Expression select(Expression base, int total, int lo, int width) {
        if (width == total) {
            return base;
        }
        return width == 1
                ? new Index(base, new Plain(lo))
                : new Part(base, lo + width - 1, lo);
    }

    private static Expression decimal(Expression value) {
        return value instanceof Expression.Number n && n.value().bitLength() <= 20
                ? new Expression.Number(n.value(), n.width(), Radix.DECIMAL)
                : value;
    }

    /// A constant as a designer writes it: small ones decimal, others hexadecimal.
    static Expression.Number number(BigInteger value, int width) {
        boolean small = value.bitLength() <= 4 && value.intValue() < 10;
        return new Expression.Number(value, width, small ? Radix.DECIMAL : Radix.HEXADECIMAL);
    }
}
