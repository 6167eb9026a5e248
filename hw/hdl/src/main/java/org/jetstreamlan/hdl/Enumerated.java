package org.jetstreamlan.hdl;

import java.math.BigInteger;

/// A value of a Java enum in binary code, `ordinal()` its bit pattern. The constants keep their names in the Verilog and in waves.
public final class Enumerated<E extends Enum<E>> extends Signal<Enumerated<E>> {
    private final Class<E> type;

    Enumerated(Class<E> type, Term term) {
        super(term);
        this.type = type;
    }

    @Override
    Enumerated<E> of(Term term) {
        return new Enumerated<>(type, term);
    }

    Class<E> type() {
        return type;
    }

    /// Bits that the enum needs: at least 1.
    static int widthOf(Class<?> type) {
        int last = type.getEnumConstants().length - 1;
        return Math.max(1, 32 - Integer.numberOfLeadingZeros(last));
    }

    static Term literal(Enum<?> value) {
        Class<?> type = value.getDeclaringClass();
        return Term.literal(
                BigInteger.valueOf(value.ordinal()),
                widthOf(type),
                type.getSimpleName() + "_" + value.name());
    }

    /// 1 while this is `value`.
    public Bool is(E value) {
        return eq(of(literal(value)));
    }

    public void assign(E value) {
        assign(of(literal(value)));
    }

    public void next(E value) {
        next(of(literal(value)));
    }
}
