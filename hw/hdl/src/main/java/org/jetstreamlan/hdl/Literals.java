package org.jetstreamlan.hdl;

import java.math.BigInteger;

/// Java numbers as constants of a width, range checked.
final class Literals {
    private Literals() {}

    /// A bit pattern; a negative `long` is one of 64 bits and only fits there.
    static Term pattern(long value, int width) {
        BigInteger number = BigInteger.valueOf(value);
        return pattern(
                value < 0 && width == 64 ? number.add(BigInteger.ONE.shiftLeft(64)) : number,
                width);
    }

    static Term pattern(BigInteger value, int width) {
        if (value.signum() < 0 || value.bitLength() > width) {
            return Reports.literal(value, width, false);
        }
        return Term.literal(value, width, "");
    }

    /// `value` in the width of `like`: unsigned, or two's complement if `signed`.
    static Term fitted(BigInteger value, Term like, boolean signed) {
        if (!signed) {
            boolean wholeLong = value.signum() < 0 && like.width == 64;
            BigInteger pattern = wholeLong ? value.add(BigInteger.ONE.shiftLeft(64)) : value;
            return pattern.signum() < 0 || pattern.bitLength() > like.width
                    ? Reports.literal(value, like.width, false)
                    : Term.literal(pattern, like.width, "");
        }
        if (value.bitLength() >= Math.max(1, like.width)) {
            return Reports.literal(value, like.width, true);
        }
        BigInteger modulus = BigInteger.ONE.shiftLeft(like.width);
        return Term.literal(value.mod(modulus), like.width, "");
    }
}
