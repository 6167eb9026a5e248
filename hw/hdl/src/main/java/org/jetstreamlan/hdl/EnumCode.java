package org.jetstreamlan.hdl;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.ir.Enumeration;
import org.jetstreamlan.hdl.ir.Statement.Pattern;

/// The bit patterns of an enum's constants.
final class EnumCode<E extends Enum<E>> {
    final Class<E> type;
    final E[] constants;
    final int width;
    private final BigInteger[] codes;
    private final boolean oneHot;

    private EnumCode(Class<E> type, BigInteger[] codes, boolean oneHot) {
        this.type = type;
        this.constants = type.getEnumConstants();
        this.codes = codes;
        this.oneHot = oneHot;
        this.width =
                Math.max(1, Arrays.stream(codes).mapToInt(BigInteger::bitLength).max().orElse(1));
    }

    static <E extends Enum<E>> EnumCode<E> of(Class<E> type) {
        Encoded encoded = type.getAnnotation(Encoded.class);
        Encoding encoding = encoded == null ? Encoding.BINARY : encoded.value();
        E[] constants = type.getEnumConstants();
        BigInteger[] codes = new BigInteger[constants.length];
        Map<BigInteger, E> owners = new HashMap<>();
        for (E constant : constants) {
            int i = constant.ordinal();
            codes[i] =
                    constant instanceof Coded own
                            ? BigInteger.valueOf(own.code())
                            : switch (encoding) {
                                case BINARY -> BigInteger.valueOf(i);
                                case ONE_HOT -> BigInteger.ONE.shiftLeft(i);
                                case GRAY -> BigInteger.valueOf(i ^ i >> 1);
                            };
            E other = owners.put(codes[i], constant);
            if (codes[i].signum() < 0 || other != null) {
                Reports.argument(
                        type.getSimpleName() + "." + constant,
                        "has code "
                                + codes[i]
                                + (other == null ? ", which is negative" : ", as has " + other),
                        "give each constant a code of its own, 0 or more");
            }
        }
        boolean oneHot = encoding == Encoding.ONE_HOT && !Coded.class.isAssignableFrom(type);
        return new EnumCode<>(type, codes, oneHot);
    }

    static <E extends Enum<E>> EnumCode<E> of(E constant) {
        return of(constant.getDeclaringClass());
    }

    BigInteger code(Enum<?> constant) {
        return codes[constant.ordinal()];
    }

    /// All constants with their codes.
    Enumeration enumeration() {
        List<Enumeration.Constant> values = new ArrayList<>();
        for (E constant : constants) {
            values.add(new Enumeration.Constant(label(constant), code(constant)));
        }
        return new Enumeration(type.getSimpleName(), width, List.copyOf(values));
    }

    Term literal(Enum<?> constant) {
        return Term.literal(code(constant), width, label(constant));
    }

    /// The constant as the reset value of a register.
    Init init(Enum<?> constant) {
        return new Init(code(constant), label(constant));
    }

    /// What a value has to match to be `constant`: in one-hot code its own bit.
    Pattern pattern(Enum<?> constant) {
        BigInteger care = oneHot ? code(constant) : Term.allOnes(width);
        return new Pattern(code(constant), care, label(constant));
    }

    private String label(Enum<?> constant) {
        return type.getSimpleName() + "_" + constant.name();
    }
}
