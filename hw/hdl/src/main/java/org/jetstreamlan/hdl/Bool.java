package org.jetstreamlan.hdl;

import java.math.BigInteger;
import java.util.List;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;

/// One bit with a truth value.
public final class Bool extends Signal<Bool> {
    /// Constant 1.
    public static Bool high() {
        return new Bool(Term.literal(BigInteger.ONE, 1, ""));
    }

    /// Constant 0.
    public static Bool low() {
        return new Bool(Term.literal(BigInteger.ZERO, 1, ""));
    }

    /// 1 if any of them is; of none 0.
    public static Bool any(List<Bool> conditions) {
        return conditions.isEmpty()
                ? low()
                : folded(BinaryOp.OR, conditions.getFirst(), rest(conditions));
    }

    /// 1 if all of them are; of none 1.
    public static Bool all(List<Bool> conditions) {
        return conditions.isEmpty()
                ? high()
                : folded(BinaryOp.AND, conditions.getFirst(), rest(conditions));
    }

    private static List<Bool> rest(List<Bool> conditions) {
        return conditions.subList(1, conditions.size());
    }

    /// `first op other op other ...`, from the left.
    static Bool folded(BinaryOp op, Bool first, List<Bool> others) {
        Term result = first.term();
        for (Bool other : others) {
            result = Term.binary(op, result, other.term());
        }
        return new Bool(result);
    }

    Bool(Term term) {
        super(term);
    }

    @Override
    Bool of(Term term) {
        return new Bool(term);
    }

    /// `whenTrue` while this is 1, else `whenFalse`.
    public <T extends Data<T>> T mux(T whenTrue, T whenFalse) {
        return Module.mux(this, whenTrue, whenFalse);
    }

    /// [#assign] of a Java truth value.
    public void assign(boolean value) {
        assign(value ? 1 : 0);
    }

    /// [#next] of a Java truth value.
    public void next(boolean value) {
        next(value ? 1 : 0);
    }
}
