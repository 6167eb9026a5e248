package org.jetstreamlan.sim.jit;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Widths and values at which arithmetic on machine words goes wrong.
final class Patterns {
    static final int[] WIDTHS = {1, 2, 7, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 192};

    private Patterns() {}

    static BigInteger ones(int width) {
        return BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
    }

    /// The low `width` bits of a number.
    static BigInteger cut(BigInteger value, int width) {
        return value.and(ones(width));
    }

    /// Two's complement.
    static BigInteger signed(BigInteger value, int width) {
        return value.testBit(width - 1) ? value.subtract(BigInteger.ONE.shiftLeft(width)) : value;
    }

    /// Zero, ones, signs, word boundaries and some random values of `width` bits.
    static List<BigInteger> values(int width) {
        List<BigInteger> values = new ArrayList<>();
        BigInteger[] edges = {
            BigInteger.ZERO,
            BigInteger.ONE,
            BigInteger.TWO,
            ones(width),
            ones(width).subtract(BigInteger.ONE),
            BigInteger.ONE.shiftLeft(width - 1),
            BigInteger.ONE.shiftLeft(width - 1).subtract(BigInteger.ONE),
            ones(64),
            BigInteger.ONE.shiftLeft(63),
            BigInteger.ONE.shiftLeft(64),
            BigInteger.valueOf(width),
            BigInteger.valueOf(width - 1L),
        };
        Random random = new Random(width);
        for (BigInteger edge : edges) {
            if (!values.contains(cut(edge, width))) {
                values.add(cut(edge, width));
            }
        }
        for (int i = 0; i < 6; i++) {
            values.add(new BigInteger(width, random));
        }
        return values;
    }
}
