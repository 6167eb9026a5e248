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
        return conditions.isEmpty() ? low() : folded(BinaryOp.OR, conditions);
    }

    /// 1 if all of them are; of none 1.
    public static Bool all(List<Bool> conditions) {
        return conditions.isEmpty() ? high() : folded(BinaryOp.AND, conditions);
    }

    private static Bool folded(BinaryOp op, List<Bool> conditions) {
        Term result = conditions.getFirst().term();
        for (Bool condition : conditions.subList(1, conditions.size())) {
            result = Term.binary(op, result, condition.term());
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
