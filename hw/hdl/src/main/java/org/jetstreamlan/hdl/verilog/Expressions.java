package org.jetstreamlan.hdl.verilog;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.verilog.Expression.Binary;
import org.jetstreamlan.hdl.verilog.Expression.BinaryOperator;
import org.jetstreamlan.hdl.verilog.Expression.Cast;
import org.jetstreamlan.hdl.verilog.Expression.Conditional;
import org.jetstreamlan.hdl.verilog.Expression.Index;
import org.jetstreamlan.hdl.verilog.Expression.Name;
import org.jetstreamlan.hdl.verilog.Expression.Part;
import org.jetstreamlan.hdl.verilog.Expression.Plain;
import org.jetstreamlan.hdl.verilog.Expression.Radix;
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
    private final ModuleDef module;
    private final List<Node> nodes;
    private final Constants constants;
    private final Sharing sharing;
    private final Names names;
    private final Labels labels;
    private final BinaryExpressions binary;
    private final Concatenations concatenations;
    private final @Nullable String[] wires;
    private final @Nullable String[] stems;
    private final Map<Integer, Integer> aliases = new HashMap<>();
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
        binary = new BinaryExpressions(nodes, constants, sharing, this);
        concatenations = new Concatenations(nodes, this);
        wires = new @Nullable String[nodes.size()];
        stems = new @Nullable String[nodes.size()];
    }

    /// Says what the next expressions are for: wires that they need are named after it. In an `always @*` block
    /// no memory is read, since that would make it wait for all cells.
    void setSink(String name, boolean inAlways) {
        sink = name;
        this.inAlways = inAlways;
    }

    /// Says that `net` is `source` under another name: it is read by that one.
    void setAlias(int net, int source) {
        aliases.put(net, source);
    }

    private String nameOf(int net) {
        int at = net;
        while (aliases.containsKey(at)) {
            at = aliases.get(at);
        }
        return module.nets().get(at).name();
    }

    /// The value of a node as the whole right side of an assignment.
    Expression assigned(int node) {
        Expression product =
                sharing.isNamed(node) || constants.isConstant(node) ? null : binary.product(node);
        Expression value = product == null ? value(node) : product;
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
        Expression product = binary.product(node);
        Expression value = product == null ? inline(node, 0, nodes.get(node).width()) : product;
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
            return whole
                            && nodes.get(node) instanceof Node.Literal literal
                            && !literal.label().isEmpty()
                    ? labelled(literal)
                    : number(constant.shiftRight(lo).and(Constants.mask(width)), width);
        }
        return inline(node, lo, width);
    }

    /// A constant with a name, or one that the user wrote with a minus sign.
    private Expression labelled(Node.Literal literal) {
        if (!literal.label().equals(Node.Literal.NEGATIVE)) {
            return labels.of(literal.label(), literal.value(), literal.width());
        }
        boolean isShort = literal.width() > 1 && literal.width() <= Long.SIZE;
        return isShort
                ? new Expression.Literal(literal.value(), literal.width(), Radix.SIGNED)
                : number(literal.value(), literal.width());
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
            case Node.Binary b when binary.isBitOrOpposite(b) -> binary.bitOrOpposite(b, true);
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

    /// AND or OR of single bits as `&&` or `||`.
    Expression decision(Node.Binary b) {
        BigInteger neutral = b.op() == Node.BinaryOp.AND ? BigInteger.ONE : BigInteger.ZERO;
        if (neutral.equals(constants.of(b.b()))) {
            return condition(b.a());
        }
        if (neutral.equals(constants.of(b.a()))) {
            return condition(b.b());
        }
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
        String handshake = handshake(node);
        return wire(node, handshake != null ? handshake : sink + "_" + Words.of(nodes.get(node)));
    }

    /// `in_fire` for `in_valid & in_ready`; null for anything else.
    private @Nullable String handshake(int node) {
        if (nodes.get(node) instanceof Node.Binary b
                && b.op() == Node.BinaryOp.AND
                && nodes.get(b.a()) instanceof Node.Read a
                && nodes.get(b.b()) instanceof Node.Read c) {
            String valid = module.nets().get(a.net()).name();
            String ready = module.nets().get(c.net()).name();
            String stem = valid.substring(0, Math.max(0, valid.length() - "valid".length()));
            if (valid.equals(stem + "valid") && ready.equals(stem + "ready")) {
                return stem + "fire";
            }
        }
        return null;
    }

    private String wire(int node, String stem) {
        String wire = wires[node];
        if (wire == null) {
            Optional<String> own = module.nodeNames().get(node);
            wire = own.isPresent() ? own.get() : names.unique(stem);
            wires[node] = wire;
            stems[node] = own.orElse(sink);
        }
        return wire;
    }

    /// The value of a node that needs a wire to be selected from.
    Expression named(int node, int lo, int width) {
        sharing.name(node);
        return value(node, lo, width);
    }

    private Expression inline(int node, int lo, int width) {
        return switch (nodes.get(node)) {
            case Node.Literal l ->
                    number(l.value().shiftRight(lo).and(Constants.mask(width)), width);
            case Node.Read r -> select(new Name(nameOf(r.net())), r.width(), lo, width);
            case Node.Not n -> not(n, lo, width);
            case Node.Reduce r -> reduce(r);
            case Node.Binary b -> binary.of(node, b, lo, width);
            case Node.Mux m -> mux(m, lo, width);
            case Node.Concat c -> concatenations.concat(c, lo, width);
            case Node.Slice s -> value(s.a(), s.lo() + lo, width);
            case Node.Extend e ->
                    e.signed()
                            ? concatenations.signExtend(e, lo, width)
                            : concatenations.zeroExtend(e, lo, width);
            case Node.MemoryRead r -> inAlways ? named(node, lo, width) : memoryRead(r, lo, width);
        };
    }

    private Expression mux(Node.Mux mux, int lo, int width) {
        BigInteger select = constants.of(mux.select());
        if (select != null) {
            return value(select.signum() == 0 ? mux.whenFalse() : mux.whenTrue(), lo, width);
        }
        Expression condition = condition(mux.select());
        Expression whenTrue = value(mux.whenTrue(), lo, width);
        Expression whenFalse = value(mux.whenFalse(), lo, width);
        // A choice between equals is none; Verilator 5.048 has an internal error at the parity of
        // one. Classes first: a record's equals is linked, slowly, at its first call.
        return whenTrue.getClass() == whenFalse.getClass() && whenTrue.equals(whenFalse)
                ? whenTrue
                : new Conditional(condition, whenTrue, whenFalse);
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
        return switch (reduce.op()) {
            case AND -> new Unary(UnaryOperator.ALL, value(reduce.a()));
            case OR -> new Unary(UnaryOperator.ANY, value(reduce.a()));
            case XOR -> parity(reduce.a());
        };
    }

    /// The parity of a choice is the choice of parities, and zeros on top add nothing: Verilator 5.048 has an internal error at
    /// `^(c ? {64'd0, x} : {64'd0, y})` of single bits.
    private Expression parity(int node) {
        BigInteger constant = constants.of(node);
        if (constant != null && !sharing.isNamed(node)) {
            return number(BigInteger.valueOf(constant.bitCount() % 2), 1);
        }
        if (nodes.get(node).width() == 1) {
            return value(node);
        }
        if (!sharing.isNamed(node)) {
            if (nodes.get(node) instanceof Node.Mux mux && constants.of(mux.select()) == null) {
                Expression whenTrue = parity(mux.whenTrue());
                Expression whenFalse = parity(mux.whenFalse());
                return whenTrue.equals(whenFalse)
                        ? whenTrue
                        : new Conditional(condition(mux.select()), whenTrue, whenFalse);
            }
            if (nodes.get(node) instanceof Node.Extend extend && !extend.signed()) {
                return parity(extend.a());
            }
        }
        return new Unary(UnaryOperator.PARITY, value(node));
    }

    /// Whether a 1-bit node reads as a decision rather than as data: it is a comparison or a reduction, or made of such.
    boolean isDecision(int node) {
        if (!sharing.isInline(node)) {
            return false;
        }
        return switch (nodes.get(node)) {
            case Node.Reduce _ -> true;
            case Node.Binary b ->
                    b.op().isComparison()
                            || (b.width() == 1
                                    && (b.op() == Node.BinaryOp.AND || b.op() == Node.BinaryOp.OR)
                                    && (isDecision(b.a()) || isDecision(b.b())));
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

    /// A node as an index of exactly `width` bits, which linters insist on; what is cut off is known to be 0 where it matters.
    Expression index(int node, int width) {
        int own = nodes.get(node).width();
        if (own == width) {
            return value(node);
        }
        return own > width
                ? value(node, 0, width)
                : Concatenations.flat(List.of(number(BigInteger.ZERO, width - own), value(node)));
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
        if (constant != null && !sharing.isNamed(address)) {
            return new Plain(constant.intValueExact());
        }
        Expression index = index(address, bitsFor(memory.depth()));
        if (carries(index)) {
            sharing.name(address);
            return index(address, bitsFor(memory.depth()));
        }
        return index;
    }

    /// Whether the value has more bits for a reader who keeps the carry: Icarus Verilog does in the index of a cell (IEEE 1364-2005 clause 5.4.1 does not).
    private static boolean carries(Expression value) {
        return switch (value) {
            case Binary b ->
                    switch (b.operator()) {
                        case MULTIPLY, ADD, SUBTRACT -> true;
                        case SHIFT_LEFT, SHIFT_RIGHT, SHIFT_RIGHT_SIGNED -> carries(b.left());
                        case AND, XOR, OR -> carries(b.left()) || carries(b.right());
                        case LESS,
                                LESS_EQUAL,
                                GREATER,
                                GREATER_EQUAL,
                                EQUAL,
                                NOT_EQUAL,
                                LOGICAL_AND,
                                LOGICAL_OR ->
                                false;
                    };
            case Unary u ->
                    switch (u.operator()) {
                        case NEGATE -> true;
                        case COMPLEMENT -> carries(u.operand());
                        case LOGICAL_NOT, ALL, ANY, PARITY -> false;
                    };
            case Conditional c -> carries(c.whenTrue()) || carries(c.whenFalse());
            default -> false;
        };
    }

    private static Expression select(Expression base, int total, int lo, int width) {
        if (width == total) {
            return base;
        }
        return width == 1 ? new Index(base, new Plain(lo)) : new Part(base, lo + width - 1, lo);
    }

    /// A constant in arithmetic, decimal where it is not large.
    static Expression decimal(Expression value) {
        return value instanceof Expression.Literal n
                        && n.radix() != Radix.SIGNED
                        && n.value().bitLength() <= 20
                ? new Expression.Literal(n.value(), n.width(), Radix.DECIMAL)
                : value;
    }

    /// A constant as a designer writes it: small ones decimal, others hexadecimal.
    static Expression.Literal number(BigInteger value, int width) {
        boolean small = value.bitLength() <= 4 && value.intValue() < 10;
        return new Expression.Literal(value, width, small ? Radix.DECIMAL : Radix.HEXADECIMAL);
    }
}
