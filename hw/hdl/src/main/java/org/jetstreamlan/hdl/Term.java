package org.jetstreamlan.hdl;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Statement.Pattern;
import org.jspecify.annotations.Nullable;

/// An expression as the user's Java code builds it: an IR node that has no number yet, because it is not known which module will use
/// it. Compared by identity.
final class Term {
    /// What a term is; each but [Operation.Net] becomes one IR node.
    sealed interface Operation {
        record Literal(BigInteger value, String label) implements Operation {}

        record Net(NetDeclaration declaration) implements Operation {}

        record Not() implements Operation {}

        record Reduce(Node.ReduceOp op) implements Operation {}

        record Binary(Node.BinaryOp op) implements Operation {}

        record Mux() implements Operation {}

        record Concat() implements Operation {}

        record Slice(int lo) implements Operation {}

        record Extend(boolean signed) implements Operation {}

        record MemoryRead(Mem<?> memory) implements Operation {}
    }

    final Operation operation;
    final int width;
    final List<Term> operands;
    final Site site;
    @Nullable String name;

    /// Leaf of a bundle that was made in one call: appended to the variable's name.
    String suffix = "";

    Term(Operation operation, int width, List<Term> operands) {
        this(operation, width, operands, Site.capture());
    }

    private Term(Operation operation, int width, List<Term> operands, Site site) {
        this.operation = operation;
        this.width = width;
        this.operands = operands;
        this.site = site;
    }

    /// The value of a net; made where the net was declared.
    static Term net(NetDeclaration net) {
        return new Term(new Operation.Net(net), net.width, List.of(), net.group.site);
    }

    /// The conjunction of two conditions, made by the library on behalf of what stands at `site`.
    static Term both(Term a, Term b, @Nullable String name, Site site) {
        Term both = new Term(new Operation.Binary(Node.BinaryOp.AND), 1, List.of(a, b), site);
        both.name = name;
        return both;
    }

    static Term literal(BigInteger value, int width, String label) {
        return new Term(new Operation.Literal(value, label), width, List.of());
    }

    static Term bit(boolean value) {
        return literal(value ? BigInteger.ONE : BigInteger.ZERO, 1, "");
    }

    /// A literal that is an operand in a call which is the user's only place to speak of.
    static Term operand(BigInteger value, int width, String label) {
        return new Term(new Operation.Literal(value, label), width, List.of(), Site.NOWHERE);
    }

    static Term ones(int width) {
        return literal(allOnes(width), width, "");
    }

    static BigInteger allOnes(int width) {
        return BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
    }

    /// Whether `a` matches `pattern`; 1 bit.
    static Term matches(Term a, Pattern pattern) {
        int cares = pattern.care().bitCount();
        if (cares == 0) {
            return literal(BigInteger.ONE, 1, "");
        }
        int lowest = pattern.care().getLowestSetBit();
        if (cares == 1) {
            Term bit = slice(a, lowest, lowest);
            return pattern.value().signum() == 0 ? not(bit) : bit;
        }
        boolean run = pattern.care().bitLength() - lowest == cares;
        if (run) {
            Term part = slice(a, lowest + cares - 1, lowest);
            String label = cares == a.width ? pattern.label() : "";
            return binary(
                    Node.BinaryOp.EQ,
                    part,
                    operand(pattern.value().shiftRight(lowest), cares, label));
        }
        Term cared = binary(Node.BinaryOp.AND, a, operand(pattern.care(), a.width, ""));
        return binary(Node.BinaryOp.EQ, cared, operand(pattern.value(), a.width, ""));
    }

    /// A term that a select, a memory port or a print may take: of 0 bits there is no net, but the value 0.
    static Term present(Term a) {
        return a.width == 0 ? bit(false) : a;
    }

    static Term zeros(int width) {
        return literal(BigInteger.ZERO, width, "");
    }

    /// `choices[index]`; beyond the end 0. A tree of muxes, one level an index bit.
    static Term indexed(List<Term> choices, Term index) {
        Term zeros = zeros(choices.getFirst().width);
        List<Term> level = choices;
        for (int bit = 0; bit < index.width; bit++) {
            if (level.size() == 1) {
                Term beyond = reduce(Node.ReduceOp.OR, slice(index, index.width - 1, bit));
                return mux(beyond, zeros, level.getFirst());
            }
            List<Term> next = new ArrayList<>();
            for (int i = 0; i < level.size(); i += 2) {
                Term odd = i + 1 < level.size() ? level.get(i + 1) : zeros;
                next.add(mux(slice(index, bit, bit), odd, level.get(i)));
            }
            level = next;
        }
        return level.getFirst();
    }

    static Term not(Term a) {
        return a.width == 0 ? a : new Term(new Operation.Not(), a.width, List.of(a));
    }

    static Term reduce(Node.ReduceOp op, Term a) {
        if (a.width == 0) {
            return bit(op == Node.ReduceOp.AND);
        }
        return new Term(new Operation.Reduce(op), 1, List.of(a));
    }

    /// Both operands of one width, or an error at the user's line that goes on with `b` fitted to `a`.
    static Term binary(Node.BinaryOp op, Term a, Term b) {
        boolean fits = a.width == b.width || op.isShift();
        Term fitted = fits ? b : Reports.sameWidth(Reports.verb(op), a, b);
        int width = op.isComparison() ? 1 : a.width;
        if (a.width == 0) {
            return op.isComparison() ? bit(op.holdsForEqual()) : a;
        }
        if (fitted.width == 0) {
            return a;
        }
        return new Term(new Operation.Binary(op), width, List.of(a, fitted));
    }

    static Term mux(Term select, Term whenTrue, Term whenFalse) {
        Term fitted = Reports.sameWidth("mux", whenTrue, whenFalse);
        return whenTrue.width == 0
                ? whenTrue
                : new Term(new Operation.Mux(), whenTrue.width, List.of(select, whenTrue, fitted));
    }

    /// `upper` above a constant of `width` bits, in a call whose result is something else: no variable names it.
    static Term above(Term upper, int constant, int width) {
        Term low = operand(BigInteger.valueOf(constant), width, "");
        return new Term(
                new Operation.Concat(), upper.width + width, List.of(upper, low), Site.NOWHERE);
    }

    static Term concat(List<Term> all) {
        List<Term> parts = new ArrayList<>(all.size());
        int width = 0;
        for (Term part : all) {
            if (part.width > 0) {
                parts.add(part);
                width += part.width;
            }
        }
        if (parts.size() <= 1) {
            return parts.isEmpty() ? zeros(0) : parts.getFirst();
        }
        return new Term(new Operation.Concat(), width, List.copyOf(parts));
    }

    static Term slice(Term a, int hi, int lo) {
        if (lo < 0 || hi >= a.width || hi < lo - 1) {
            Reports.slice(a, hi, lo);
            return zeros(Math.max(1, hi - lo + 1));
        }
        return part(a, hi, lo);
    }

    /// Bit `index`.
    static Term bit(Term a, int index) {
        if (index < 0 || index >= a.width) {
            Reports.bit(a, index);
            return zeros(1);
        }
        return part(a, index, index);
    }

    /// The low `width` bits.
    static Term trunc(Term a, int width) {
        if (width < 0 || width > a.width) {
            Reports.trunc(a, width);
            return zeros(Math.max(0, width));
        }
        return part(a, width - 1, 0);
    }

    private static Term part(Term a, int hi, int lo) {
        if (hi < lo) {
            return zeros(0);
        }
        if (lo == 0 && hi == a.width - 1) {
            return a;
        }
        return new Term(new Operation.Slice(lo), hi - lo + 1, List.of(a));
    }

    static Term extend(Term a, boolean signed, int width) {
        if (width < a.width) {
            Reports.extend(a, signed, width);
            return zeros(Math.max(0, width));
        }
        if (a.width == 0) {
            return zeros(width);
        }
        return width == a.width ? a : new Term(new Operation.Extend(signed), width, List.of(a));
    }

    /// `a` made `width` wide whatever it was; only to go on after an error.
    static Term fit(Term a, int width) {
        return a.width < width ? extend(a, false, width) : slice(a, width - 1, 0);
    }
}
