package org.jetstreamlan.hdl;

import java.math.BigInteger;
import java.util.List;
import org.jetstreamlan.hdl.ir.Node;
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
        this.operation = operation;
        this.width = width;
        this.operands = operands;
        this.site = Site.capture();
    }

    static Term literal(BigInteger value, int width, String label) {
        return new Term(new Operation.Literal(value, label), width, List.of());
    }

    static Term ones(int width) {
        return literal(BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE), width, "");
    }

    static Term zeros(int width) {
        return literal(BigInteger.ZERO, width, "");
    }

    static Term not(Term a) {
        return new Term(new Operation.Not(), a.width, List.of(a));
    }

    static Term reduce(Node.ReduceOp op, Term a) {
        return new Term(new Operation.Reduce(op), 1, List.of(a));
    }

    /// Both operands of one width, or an error at the user's line that goes on with `b` fitted to `a`.
    static Term binary(Node.BinaryOp op, Term a, Term b) {
        Term fitted = op.isShift() ? b : Reports.sameWidth(op.name().toLowerCase(), a, b);
        int width = op.isComparison() ? 1 : a.width;
        return new Term(new Operation.Binary(op), width, List.of(a, fitted));
    }

    static Term mux(Term select, Term whenTrue, Term whenFalse) {
        Term fitted = Reports.sameWidth("mux", whenTrue, whenFalse);
        return new Term(new Operation.Mux(), whenTrue.width, List.of(select, whenTrue, fitted));
    }

    static Term concat(List<Term> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        int width = 0;
        for (Term part : parts) {
            width += part.width;
        }
        return new Term(new Operation.Concat(), width, List.copyOf(parts));
    }

    static Term slice(Term a, int hi, int lo) {
        if (lo < 0 || hi >= a.width || hi < lo) {
            Reports.slice(a, hi, lo);
            return zeros(Math.max(1, hi - lo + 1));
        }
        if (lo == 0 && hi == a.width - 1) {
            return a;
        }
        return new Term(new Operation.Slice(lo), hi - lo + 1, List.of(a));
    }

    static Term extend(Term a, boolean signed, int width) {
        if (width < a.width) {
            Reports.extend(a, width);
            return zeros(width);
        }
        return width == a.width ? a : new Term(new Operation.Extend(signed), width, List.of(a));
    }

    /// `a` made `width` wide whatever it was; only to go on after an error.
    static Term fit(Term a, int width) {
        return a.width < width ? extend(a, false, width) : slice(a, width - 1, 0);
    }
}
