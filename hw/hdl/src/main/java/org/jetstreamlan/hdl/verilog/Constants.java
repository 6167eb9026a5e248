package org.jetstreamlan.hdl.verilog;

import java.math.BigInteger;
import java.util.List;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Node;
import org.jspecify.annotations.Nullable;

/// Which bits of which nodes are constant. Linters complain of comparisons whose outcome is known (`x < 0` of an unsigned `x`),
/// of indexes that are always out of range, and of blocks that wait for nothing: what is constant is therefore written as a
/// number.
final class Constants {
    /// The constant bits of a node: `value` has those that are 1.
    private record Bits(BigInteger known, BigInteger value) {
        static final Bits NONE = new Bits(BigInteger.ZERO, BigInteger.ZERO);

        static Bits all(BigInteger value, int width) {
            return new Bits(mask(width), value.and(mask(width)));
        }

        boolean isNone() {
            return known.signum() == 0;
        }

        boolean isAll(int width) {
            return known.bitCount() == width;
        }

        /// The bits that are known to be 0.
        BigInteger zeros() {
            return known.andNot(value);
        }

        Bits shiftedLeft(int count) {
            return new Bits(known.shiftLeft(count), value.shiftLeft(count));
        }

        Bits shiftedRight(int count) {
            return new Bits(known.shiftRight(count), value.shiftRight(count));
        }

        Bits and(BigInteger mask) {
            return new Bits(known.and(mask), value.and(mask));
        }

        Bits or(Bits other) {
            return new Bits(known.or(other.known), value.or(other.value));
        }
    }

    private final List<Node> nodes;
    private final List<Memory> memories;
    private final Bits[] bits;

    Constants(ModuleDef module) {
        nodes = module.nodes();
        memories = module.memories();
        bits = new Bits[nodes.size()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = evaluate(nodes.get(i));
        }
    }

    /// The value, or null if it can vary.
    @Nullable BigInteger of(int node) {
        return isConstant(node) ? bits[node].value : null;
    }

    boolean isConstant(int node) {
        return bits[node].isAll(width(node));
    }

    /// The largest value that a node can have, as far as constant bits tell.
    BigInteger maximum(int node) {
        return mask(width(node)).andNot(bits[node].zeros());
    }

    /// The smallest value that a node can have, as far as constant bits tell.
    BigInteger minimum(int node) {
        return bits[node].value;
    }

    private int width(int node) {
        return nodes.get(node).width();
    }

    private Bits evaluate(Node node) {
        int width = node.width();
        return switch (node) {
            case Node.Literal l -> Bits.all(l.value(), width);
            case Node.Read _ -> Bits.NONE;
            case Node.MemoryRead r -> {
                int depth = memories.get(r.memory()).depth();
                yield minimum(r.address()).compareTo(BigInteger.valueOf(depth)) >= 0
                        ? Bits.all(BigInteger.ZERO, width)
                        : Bits.NONE;
            }
            case Node.Not n -> {
                Bits a = bits[n.a()];
                yield new Bits(a.known, a.zeros());
            }
            case Node.Reduce r -> reduce(r);
            case Node.Binary b -> binary(b);
            case Node.Mux m -> mux(m);
            case Node.Concat c -> {
                Bits result = Bits.NONE;
                for (int part : c.parts()) {
                    result = joined(result, bits[part], width(part));
                }
                yield result;
            }
            case Node.Slice s ->
                    bits[s.a()].isNone()
                            ? Bits.NONE
                            : bits[s.a()].shiftedRight(s.lo()).and(mask(width));
            case Node.Extend e -> extend(e);
        };
    }

    private static Bits joined(Bits upper, Bits lower, int lowerWidth) {
        return upper.isNone() ? lower : lower.or(upper.shiftedLeft(lowerWidth));
    }

    private Bits extend(Node.Extend extend) {
        int own = width(extend.a());
        Bits a = bits[extend.a()];
        BigInteger added = mask(extend.width()).andNot(mask(own));
        if (!extend.signed()) {
            return new Bits(a.known.or(added), a.value);
        }
        if (!a.known.testBit(own - 1)) {
            return a;
        }
        return new Bits(a.known.or(added), a.value.testBit(own - 1) ? a.value.or(added) : a.value);
    }

    private Bits mux(Node.Mux mux) {
        BigInteger select = of(mux.select());
        Bits whenTrue = bits[mux.whenTrue()];
        Bits whenFalse = bits[mux.whenFalse()];
        if (select != null) {
            return select.signum() == 0 ? whenFalse : whenTrue;
        }
        BigInteger equal =
                whenTrue.known.and(whenFalse.known).andNot(whenTrue.value.xor(whenFalse.value));
        return whenTrue.and(equal);
    }

    private Bits reduce(Node.Reduce reduce) {
        Bits a = bits[reduce.a()];
        boolean all = a.isAll(width(reduce.a()));
        return switch (reduce.op()) {
            case AND -> a.zeros().signum() != 0 ? bit(false) : all ? bit(true) : Bits.NONE;
            case OR -> a.value.signum() != 0 ? bit(true) : all ? bit(false) : Bits.NONE;
            case XOR -> all ? bit(a.value.bitCount() % 2 == 1) : Bits.NONE;
        };
    }

    private Bits binary(Node.Binary binary) {
        Bits a = bits[binary.a()];
        Bits b = bits[binary.b()];
        return switch (binary.op()) {
            case AND -> {
                BigInteger zeros = a.zeros().or(b.zeros());
                BigInteger ones = a.value.and(b.value);
                yield new Bits(zeros.or(ones), ones);
            }
            case OR -> {
                BigInteger ones = a.value.or(b.value);
                yield new Bits(a.zeros().and(b.zeros()).or(ones), ones);
            }
            case XOR -> {
                BigInteger known = a.known.and(b.known);
                yield new Bits(known, a.value.xor(b.value).and(known));
            }
            case ADD, SUB, MUL -> arithmetic(binary);
            case SHL, SHR, ASR -> shift(binary);
            case EQ, NE -> {
                boolean differ = a.known.and(b.known).and(a.value.xor(b.value)).signum() != 0;
                boolean all = isConstant(binary.a()) && isConstant(binary.b());
                yield differ || all ? bit(differ == (binary.op() == Node.BinaryOp.NE)) : Bits.NONE;
            }
            case ULT, ULE, SLT, SLE -> order(binary);
        };
    }

    private Bits arithmetic(Node.Binary binary) {
        BigInteger a = of(binary.a());
        BigInteger b = of(binary.b());
        if (a == null || b == null) {
            return Bits.NONE;
        }
        BigInteger result =
                binary.op() == Node.BinaryOp.ADD
                        ? a.add(b)
                        : binary.op() == Node.BinaryOp.SUB ? a.subtract(b) : a.multiply(b);
        return Bits.all(result, binary.width());
    }

    private Bits shift(Node.Binary binary) {
        BigInteger amount = of(binary.b());
        if (amount == null) {
            return Bits.NONE;
        }
        int width = binary.width();
        int count = amount.min(BigInteger.valueOf(width)).intValueExact();
        Bits a = bits[binary.a()];
        BigInteger in = mask(width);
        return switch (binary.op()) {
            case SHL -> new Bits(mask(count), BigInteger.ZERO).or(a.shiftedLeft(count).and(in));
            case SHR -> {
                BigInteger top = in.andNot(mask(width - count));
                yield new Bits(top, BigInteger.ZERO).or(a.shiftedRight(count));
            }
            case ASR -> {
                boolean sign = a.value.testBit(width - 1);
                BigInteger top =
                        a.known.testBit(width - 1)
                                ? in.andNot(mask(width - count))
                                : BigInteger.ZERO;
                yield new Bits(top, sign ? top : BigInteger.ZERO).or(a.shiftedRight(count));
            }
            case ADD, SUB, MUL, AND, OR, XOR, EQ, NE, ULT, ULE, SLT, SLE ->
                    throw new IllegalArgumentException(binary.op() + " is not a shift");
        };
    }

    /// The outcome of `<` or `<=`, if the ranges of the operands tell.
    private Bits order(Node.Binary binary) {
        boolean signed = binary.op() == Node.BinaryOp.SLT || binary.op() == Node.BinaryOp.SLE;
        boolean orEqual = binary.op() == Node.BinaryOp.ULE || binary.op() == Node.BinaryOp.SLE;
        int leastToMost = least(binary.a(), signed).compareTo(most(binary.b(), signed));
        int mostToLeast = most(binary.a(), signed).compareTo(least(binary.b(), signed));
        if (orEqual ? mostToLeast <= 0 : mostToLeast < 0) {
            return bit(true);
        }
        return (orEqual ? leastToMost > 0 : leastToMost >= 0) ? bit(false) : Bits.NONE;
    }

    private BigInteger least(int node, boolean signed) {
        int sign = width(node) - 1;
        if (!signed) {
            return minimum(node);
        }
        return bits[node].zeros().testBit(sign)
                ? minimum(node)
                : minimum(node).setBit(sign).subtract(BigInteger.TWO.pow(sign + 1));
    }

    private BigInteger most(int node, boolean signed) {
        int sign = width(node) - 1;
        if (!signed) {
            return maximum(node);
        }
        return bits[node].value.testBit(sign)
                ? maximum(node).subtract(BigInteger.TWO.pow(sign + 1))
                : maximum(node).clearBit(sign);
    }

    private static Bits bit(boolean value) {
        return Bits.all(value ? BigInteger.ONE : BigInteger.ZERO, 1);
    }

    /// `width` ones.
    static BigInteger mask(int width) {
        return BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
    }
}
