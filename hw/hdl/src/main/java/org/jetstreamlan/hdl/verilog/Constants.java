package org.jetstreamlan.hdl.verilog;

import java.math.BigInteger;
import java.util.List;
import org.jetstreamlan.hdl.ir.Node;
import org.jspecify.annotations.Nullable;

/// Which nodes are constant, and their values. Linters complain of comparisons whose outcome is known, so these (`x < 0` of an
/// unsigned `x`, say) are folded here, and whatever follows from them.
final class Constants {
    private final List<Node> nodes;
    private final @Nullable BigInteger[] values;

    Constants(List<Node> nodes) {
        this.nodes = nodes;
        values = new @Nullable BigInteger[nodes.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = evaluate(nodes.get(i));
        }
    }

    /// The value, or null if it can vary.
    @Nullable BigInteger of(int node) {
        return values[node];
    }

    boolean isConstant(int node) {
        return values[node] != null;
    }

    /// The largest value that a node can have, by the constants it is put together from.
    BigInteger maximum(int node) {
        BigInteger value = values[node];
        if (value != null) {
            return value;
        }
        return switch (nodes.get(node)) {
            case Node.Extend e when !e.signed() && values[e.a()] == null -> maximumOfPart(e.a());
            case Node.Concat c -> {
                BigInteger max = BigInteger.ZERO;
                for (int part : c.parts()) {
                    max = max.shiftLeft(nodes.get(part).width()).or(maximumOfPart(part));
                }
                yield max;
            }
            case Node.Literal _,
                    Node.Read _,
                    Node.Not _,
                    Node.Reduce _,
                    Node.Binary _,
                    Node.Mux _,
                    Node.Slice _,
                    Node.Extend _,
                    Node.MemoryRead _ ->
                    mask(nodes.get(node).width());
        };
    }

    private BigInteger maximumOfPart(int node) {
        BigInteger value = values[node];
        return value != null ? value : mask(nodes.get(node).width());
    }

    private @Nullable BigInteger evaluate(Node node) {
        return switch (node) {
            case Node.Literal l -> l.value();
            case Node.Read _, Node.MemoryRead _ -> null;
            case Node.Not n -> {
                BigInteger a = values[n.a()];
                yield a == null ? null : a.xor(mask(n.width()));
            }
            case Node.Reduce r -> {
                BigInteger a = values[r.a()];
                yield a == null ? null : reduce(r.op(), a, nodes.get(r.a()).width());
            }
            case Node.Binary b -> binary(b);
            case Node.Mux m -> {
                BigInteger select = values[m.select()];
                yield select == null ? null : values[select.signum() == 0 ? m.whenFalse() : m.whenTrue()];
            }
            case Node.Concat c -> concat(c);
            case Node.Slice s -> {
                BigInteger a = values[s.a()];
                yield a == null ? null : a.shiftRight(s.lo()).and(mask(s.width()));
            }
            case Node.Extend e -> {
                BigInteger a = values[e.a()];
                yield a == null
                        ? null
                        : (e.signed() ? signed(a, nodes.get(e.a()).width()) : a).and(mask(e.width()));
            }
        };
    }

    private @Nullable BigInteger concat(Node.Concat concat) {
        BigInteger result = BigInteger.ZERO;
        for (int part : concat.parts()) {
            BigInteger value = values[part];
            if (value == null) {
                return null;
            }
            result = result.shiftLeft(nodes.get(part).width()).or(value);
        }
        return result;
    }

    private static BigInteger reduce(Node.ReduceOp op, BigInteger a, int width) {
        return switch (op) {
            case AND -> bit(a.bitCount() == width);
            case OR -> bit(a.signum() != 0);
            case XOR -> bit(a.bitCount() % 2 == 1);
        };
    }

    private @Nullable BigInteger binary(Node.Binary binary) {
        BigInteger a = values[binary.a()];
        BigInteger b = values[binary.b()];
        if (a == null || b == null) {
            return binary.op().isComparison() ? bound(binary, a, b) : null;
        }
        int width = nodes.get(binary.a()).width();
        BigInteger result =
                switch (binary.op()) {
                    case ADD -> a.add(b);
                    case SUB -> a.subtract(b);
                    case MUL -> a.multiply(b);
                    case AND -> a.and(b);
                    case OR -> a.or(b);
                    case XOR -> a.xor(b);
                    case SHL -> a.shiftLeft(amount(b, width));
                    case SHR -> a.shiftRight(amount(b, width));
                    case ASR -> signed(a, width).shiftRight(amount(b, width));
                    case EQ -> bit(a.equals(b));
                    case NE -> bit(!a.equals(b));
                    case ULT -> bit(a.compareTo(b) < 0);
                    case ULE -> bit(a.compareTo(b) <= 0);
                    case SLT -> bit(signed(a, width).compareTo(signed(b, width)) < 0);
                    case SLE -> bit(signed(a, width).compareTo(signed(b, width)) <= 0);
                };
        return result.and(mask(binary.width()));
    }

    /// The outcome of comparing with the smallest or largest value there is, where that is known.
    private @Nullable BigInteger bound(
            Node.Binary binary, @Nullable BigInteger a, @Nullable BigInteger b) {
        int width = nodes.get(binary.a()).width();
        return switch (binary.op()) {
            case ULT -> isLeast(b, width, false) || isMost(a, width, false) ? bit(false) : null;
            case ULE -> isLeast(a, width, false) || isMost(b, width, false) ? bit(true) : null;
            case SLT -> isLeast(b, width, true) || isMost(a, width, true) ? bit(false) : null;
            case SLE -> isLeast(a, width, true) || isMost(b, width, true) ? bit(true) : null;
            case ADD, SUB, MUL, AND, OR, XOR, SHL, SHR, ASR, EQ, NE -> null;
        };
    }

    private static boolean isLeast(@Nullable BigInteger value, int width, boolean signed) {
        return value != null
                && value.equals(signed ? BigInteger.ONE.shiftLeft(width - 1) : BigInteger.ZERO);
    }

    private static boolean isMost(@Nullable BigInteger value, int width, boolean signed) {
        return value != null && value.equals(mask(signed ? width - 1 : width));
    }

    private static int amount(BigInteger b, int width) {
        return b.min(BigInteger.valueOf(width)).intValueExact();
    }

    private static BigInteger signed(BigInteger a, int width) {
        return a.testBit(width - 1) ? a.subtract(BigInteger.ONE.shiftLeft(width)) : a;
    }

    private static BigInteger bit(boolean value) {
        return value ? BigInteger.ONE : BigInteger.ZERO;
    }

    /// `width` ones.
    static BigInteger mask(int width) {
        return BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
    }
}
