package org.jetstreamlan.hdl.pass;

/// Operators on words that look at their operands first.
///
/// - Purpose: constants fold, operators that only move bits disappear, what cannot differ is one value, so that later steps see a small graph.
/// - Precondition: as [Words].
/// - Sound because each rule is an identity on 64-bit patterns given the operands' widths; it looks at most three nodes deep and never at users.
/// - Cost: constant time a node (joining muxes looks up to [#JOIN_DEPTH] muxes down).
public final class Simplification extends Words {
    /// How deep two mux chains that differ only in which bits they carry are compared, to become
    /// one chain again.
    private static final int JOIN_DEPTH = 8;

    private final WordGraph graph;

    public Simplification(WordGraph graph) {
        super(graph);
        this.graph = graph;
    }

    // Logic

    @Override
    public int and(int x, int y) {
        if (order(x, y)) {
            return and(y, x);
        }
        if (graph.isConst(y)) {
            long bits = graph.k(y) & mask(graph.width(x));
            if (graph.isConst(x)) {
                return constant(graph.k(x) & bits);
            }
            if (bits == 0 || bits == mask(graph.width(x))) {
                return bits == 0 ? constant(0) : x;
            }
            if ((bits & bits + 1) == 0) {
                return extract(x, 0, Long.bitCount(bits));
            }
            int narrow = constant(bits);
            return super.and(x, narrow);
        }
        if (x == y) {
            return x;
        }
        if (isBitComplement(x, y)) {
            return constant(0);
        }
        return super.and(x, y);
    }

    @Override
    public int or(int x, int y) {
        if (order(x, y)) {
            return or(y, x);
        }
        if (graph.isConst(y)) {
            if (graph.isConst(x)) {
                return constant(graph.k(x) | graph.k(y));
            }
            if (graph.k(y) == 0) {
                return x;
            }
            long ones = mask(graph.width(x));
            if ((graph.k(y) & ones) == ones) {
                return y;
            }
        }
        if (x == y) {
            return x;
        }
        if (isBitComplement(x, y)) {
            return constant(1);
        }
        return super.or(x, y);
    }

    @Override
    public int xor(int x, int y) {
        if (order(x, y)) {
            return xor(y, x);
        }
        if (x == y) {
            return constant(0);
        }
        if (graph.isConst(y)) {
            long bits = graph.k(y);
            if (bits == 0) {
                return x;
            }
            if (graph.isConst(x)) {
                return constant(graph.k(x) ^ bits);
            }
            switch (graph.op(x)) {
                case XOR -> {
                    if (graph.isConst(graph.b(x))) {
                        return xor(graph.a(x), constant(graph.k(graph.b(x)) ^ bits));
                    }
                }
                case EQ -> {
                    if (bits == 1) {
                        return ne(graph.a(x), graph.b(x));
                    }
                }
                case NE -> {
                    if (bits == 1) {
                        return eq(graph.a(x), graph.b(x));
                    }
                }
                default -> {}
            }
        }
        return super.xor(x, y);
    }

    /// Whether one of two 1-bit values is the complement of the other.
    private boolean isBitComplement(int x, int y) {
        return graph.width(x) == 1 && graph.width(y) == 1 && (isNotOf(x, y) || isNotOf(y, x));
    }

    private boolean isNotOf(int x, int y) {
        return graph.op(x) == WordOp.XOR && graph.a(x) == y && graph.isConst(graph.b(x), 1);
    }

    // Arithmetic, modulo 2^width

    @Override
    public int add(int x, int y, int width) {
        if (order(x, y)) {
            return add(y, x, width);
        }
        if (width == 1) {
            return xor(extract(x, 0, 1), extract(y, 0, 1));
        }
        if (graph.isConst(y)) {
            if (graph.isConst(x)) {
                return constant(graph.k(x) + graph.k(y) & mask(width));
            }
            if (graph.k(y) == 0) {
                return extract(x, 0, width);
            }
            if (graph.op(x) == WordOp.ADD && graph.k(x) == width && graph.isConst(graph.b(x))) {
                long sum = graph.k(graph.b(x)) + graph.k(y) & mask(width);
                return add(graph.a(x), constant(sum), width);
            }
        }
        long bits = addends(x);
        long more = addends(y);
        if (bits != 0 && more != 0 && addendsOf(x) == addendsOf(y) && (bits & more) == 0) {
            int most = Long.bitCount(bits | more);
            if (most <= mask(width)) {
                return count(and(addendsOf(x), constant(bits | more)), most);
            }
        }
        return super.add(x, y, width);
    }

    /// The bits of a word whose sum `x` is, so that a tree of adders over bits of one word becomes one operator; 0 if it is no such sum.
    private long addends(int x) {
        return switch (graph.op(x)) {
            case EXTRACT -> graph.width(x) == 1 ? 1L << graph.k(x) : 0;
            case COUNT -> {
                int of = graph.a(x);
                yield switch (graph.op(of)) {
                    case EXTRACT -> mask(graph.width(of)) << graph.k(of);
                    case AND -> graph.isConst(graph.b(of)) ? graph.k(graph.b(of)) : 0;
                    default -> 0;
                };
            }
            default -> 0;
        };
    }

    /// That word.
    private int addendsOf(int x) {
        return graph.op(x) == WordOp.COUNT ? graph.a(graph.a(x)) : graph.a(x);
    }

    @Override
    public int sub(int x, int y, int width) {
        if (x == y) {
            return constant(0);
        }
        if (width == 1) {
            return xor(extract(x, 0, 1), extract(y, 0, 1));
        }
        if (graph.isConst(y)) {
            return add(x, constant(-graph.k(y) & mask(width)), width);
        }
        return super.sub(x, y, width);
    }

    @Override
    public int mul(int x, int y, int width) {
        if (order(x, y)) {
            return mul(y, x, width);
        }
        if (graph.isConst(y)) {
            long factor = graph.k(y);
            if (graph.isConst(x)) {
                return constant(graph.k(x) * factor & mask(width));
            }
            if (Long.bitCount(factor) <= 1) {
                return factor == 0
                        ? constant(0)
                        : shiftLeft(x, Long.numberOfTrailingZeros(factor), width);
            }
        }
        return super.mul(x, y, width);
    }

    @Override
    public int mulHigh(int x, int y) {
        if (order(x, y)) {
            return mulHigh(y, x);
        }
        if (graph.isConst(x) && graph.isConst(y)) {
            return constant(Math.unsignedMultiplyHigh(graph.k(x), graph.k(y)));
        }
        int product = graph.width(x) + graph.width(y);
        return product <= 64 ? constant(0) : super.mulHigh(x, y);
    }

    // Shifts by a value

    @Override
    public int shl(int x, int amount, int width) {
        if (graph.isConst(amount)) {
            return shiftLeft(x, clamp(graph.k(amount)), width);
        }
        return graph.isConst(x, 0) ? x : super.shl(x, amount, width);
    }

    @Override
    public int shr(int x, int amount) {
        if (graph.isConst(amount)) {
            return shiftRight(x, clamp(graph.k(amount)));
        }
        return graph.isConst(x, 0) ? x : super.shr(x, amount);
    }

    @Override
    public int asr(int x, int amount, int width) {
        if (graph.isConst(amount)) {
            int signed = sext(x, width, 64);
            int distance = Math.min(clamp(graph.k(amount)), 63);
            return extract(sext(shiftRight(signed, distance), 64 - distance, 64), 0, width);
        }
        return graph.isConst(x, 0) ? x : super.asr(x, amount, width);
    }

    private int shiftRight(int x, int distance) {
        return distance >= 64 ? constant(0) : extract(x, distance, 64 - distance);
    }

    private static int clamp(long amount) {
        return amount < 0 || amount > 64 ? 64 : (int) amount;
    }

    // Comparisons

    @Override
    public int eq(int x, int y) {
        if (order(x, y)) {
            return eq(y, x);
        }
        if (x == y) {
            return constant(1);
        }
        if (graph.isConst(y)) {
            long value = graph.k(y);
            if (graph.isConst(x) || graph.width(y) > graph.width(x)) {
                return constant(graph.isConst(x, value) ? 1 : 0);
            }
            if (graph.width(x) == 1) {
                return value == 1 ? x : xor(x, constant(1));
            }
            if (graph.op(x) == WordOp.XOR && graph.isConst(graph.b(x))) {
                return eq(graph.a(x), constant(value ^ graph.k(graph.b(x))));
            }
        } else if (graph.width(x) == 1 && graph.width(y) == 1) {
            return xor(xor(x, y), constant(1));
        }
        return super.eq(x, y);
    }

    @Override
    public int ne(int x, int y) {
        int equal = eq(x, y);
        if (graph.op(equal) == WordOp.EQ) {
            return super.ne(graph.a(equal), graph.b(equal));
        }
        return xor(equal, constant(1));
    }

    @Override
    public int ult(int x, int y) {
        if (x == y || graph.isConst(y, 0)) {
            return constant(0);
        }
        if (graph.isConst(x)) {
            if (graph.isConst(y)) {
                return constant(Long.compareUnsigned(graph.k(x), graph.k(y)) < 0 ? 1 : 0);
            }
            if (graph.k(x) == 0) {
                return ne(y, x);
            }
            if (Long.compareUnsigned(graph.k(x), mask(graph.width(y))) >= 0) {
                return constant(0);
            }
        }
        if (graph.isConst(y)) {
            if (graph.k(y) == 1) {
                return eq(x, constant(0));
            }
            if (graph.width(y) > graph.width(x)) {
                return constant(1);
            }
        }
        if (graph.width(x) <= 1 && graph.width(y) <= 1) {
            return and(xor(x, constant(1)), y);
        }
        return super.ult(x, y);
    }

    @Override
    public int parity(int x) {
        if (graph.isConst(x)) {
            return constant(Long.bitCount(graph.k(x)) & 1);
        }
        return graph.width(x) <= 1 ? x : super.parity(x);
    }

    // Choice and bit moves

    @Override
    public int mux(int select, int whenTrue, int whenFalse) {
        if (graph.isConst(select)) {
            return graph.k(select) != 0 ? whenTrue : whenFalse;
        }
        if (graph.op(select) == WordOp.XOR && graph.isConst(graph.b(select))) {
            return mux(graph.a(select), whenFalse, whenTrue);
        }
        int t = whenTrue;
        int f = whenFalse;
        if (graph.op(t) == WordOp.MUX && graph.a(t) == select) {
            t = graph.b(t);
        }
        if (graph.op(f) == WordOp.MUX && graph.a(f) == select) {
            f = graph.c(f);
        }
        if (t == f) {
            return t;
        }
        if (graph.width(t) <= 1 && graph.width(f) <= 1) {
            if (t == select || graph.isConst(t, 1)) {
                return or(select, f);
            }
            if (f == select || graph.isConst(f, 0)) {
                return and(select, t);
            }
            if (graph.isConst(t, 0)) {
                return and(xor(select, constant(1)), f);
            }
            if (graph.isConst(f, 1)) {
                return or(xor(select, constant(1)), t);
            }
        }
        return super.mux(select, t, f);
    }

    @Override
    public int extract(int x, int lo, int width) {
        int available = graph.width(x) - lo;
        if (available <= 0) {
            return constant(0);
        }
        int taken = Math.min(width, available);
        if (lo == 0 && taken == available) {
            return x;
        }
        switch (graph.op(x)) {
            case CONST -> {
                return constant(graph.k(x) >>> lo & mask(taken));
            }
            case EXTRACT -> {
                return extract(graph.a(x), ((int) graph.k(x) & 63) + lo, taken);
            }
            case CAT -> {
                int low = (int) graph.k(x);
                if (lo >= low) {
                    return extract(graph.a(x), lo - low, taken);
                }
                if (lo + taken <= low) {
                    return extract(graph.b(x), lo, taken);
                }
            }
            case SEXT -> {
                if (lo + taken <= graph.width(graph.a(x))) {
                    return extract(graph.a(x), lo, taken);
                }
                if (lo == 0) {
                    return sext(graph.a(x), graph.width(graph.a(x)), taken);
                }
                if (lo >= graph.width(graph.a(x)) - 1) {
                    return sext(extract(graph.a(x), graph.width(graph.a(x)) - 1, 1), 1, taken);
                }
            }
            default -> {}
        }
        return super.extract(x, lo, taken);
    }

    @Override
    public int cat(int hi, int lo, int low) {
        if (graph.isConst(hi, 0) || low == 0) {
            return low == 0 ? hi : lo;
        }
        if (graph.isConst(hi) && graph.isConst(lo)) {
            return constant(graph.k(hi) << low | graph.k(lo));
        }
        int whole = join(hi, lo, low, JOIN_DEPTH);
        if (whole >= 0) {
            return whole;
        }
        if (graph.op(lo) == WordOp.CAT) {
            int rest = (int) graph.k(lo);
            int joined = join(hi, graph.a(lo), low - rest, JOIN_DEPTH);
            if (joined >= 0) {
                return cat(joined, graph.b(lo), rest);
            }
        }
        return super.cat(hi, lo, low);
    }

    /// A node that costs no more than its parts and has `hi` on top of the `low` bits of `lo`, or
    /// -1.
    private int join(int hi, int lo, int low, int depth) {
        if (graph.isConst(hi) && graph.isConst(lo)) {
            return constant(graph.k(hi) << low | graph.k(lo));
        }
        if (graph.isConst(hi, 0)) {
            return lo;
        }
        if (graph.op(hi) == WordOp.EXTRACT) {
            int from = (int) graph.k(hi) & 63;
            boolean below = graph.op(lo) == WordOp.EXTRACT && graph.a(lo) == graph.a(hi);
            if (below && (graph.k(lo) & 63) == from - low && graph.width(lo) == low) {
                return extract(graph.a(hi), from - low, low + graph.width(hi));
            }
        }
        if (graph.width(hi) == 1) {
            boolean copies = graph.op(lo) == WordOp.SEXT && graph.a(lo) == hi;
            if (copies && graph.width(lo) == low || hi == lo && low == 1) {
                return sext(hi, 1, low + 1);
            }
        }
        if (depth > 0 && graph.op(hi) == WordOp.MUX && graph.op(lo) == WordOp.MUX) {
            if (graph.a(hi) == graph.a(lo)) {
                int whenTrue = join(graph.b(hi), graph.b(lo), low, depth - 1);
                int whenFalse = whenTrue < 0 ? -1 : join(graph.c(hi), graph.c(lo), low, depth - 1);
                return whenFalse < 0 ? -1 : mux(graph.a(hi), whenTrue, whenFalse);
            }
        }
        return -1;
    }

    @Override
    public int sext(int x, int from, int to) {
        if (graph.width(x) < from || from == to) {
            return x;
        }
        if (graph.isConst(x)) {
            return constant(graph.k(x) << 64 - from >> 64 - from & mask(to));
        }
        if (graph.op(x) == WordOp.SEXT) {
            return sext(graph.a(x), graph.width(graph.a(x)), to);
        }
        return super.sext(x, from, to);
    }

    /// Whether operands of a commutative operator should change places: constants go last, then
    /// lower ids first.
    private boolean order(int x, int y) {
        boolean constant = graph.isConst(x);
        return constant == graph.isConst(y) ? x > y : constant;
    }
}
