package org.jetstreamlan.hdl;

import java.math.BigInteger;

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

    Bool(Term term) {
        super(term);
    }

    @Override
    Bool of(Term term) {
        return new Bool(term);
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
