package org.jetstreamlan.hdl;

import java.math.BigInteger;
import org.jetstreamlan.hdl.ir.Node;

/// Java numbers as constants of a width, range checked.
final class Literals {
    private Literals() {}

    /// A bit pattern for a value of `type`; a negative `long` is one of 64 bits and only fits there.
    static Term pattern(long value, int width, String type) {
        BigInteger number = BigInteger.valueOf(value);
        return pattern(
                value < 0 && width == 64 ? number.add(BigInteger.ONE.shiftLeft(64)) : number,
                width,
                type);
    }

    static Term pattern(BigInteger value, int width, String type) {
        if (value.signum() < 0 || value.bitLength() > width) {
            return Reports.literal("", value, width, type);
        }
        return Term.literal(value, width, "");
    }

    /// `value` in the width of `like`, a value of `type`: unsigned, or two's complement if `signed`.
    static Term fitted(BigInteger value, Term like, String type, boolean signed) {
        if (!signed) {
            boolean wholeLong = value.signum() < 0 && like.width == 64;
            BigInteger pattern = wholeLong ? value.add(BigInteger.ONE.shiftLeft(64)) : value;
            return pattern.signum() < 0 || pattern.bitLength() > like.width
                    ? Reports.literal(like, value, type)
                    : Term.operand(pattern, like.width, "");
        }
        if (value.bitLength() >= Math.max(1, like.width)) {
            return Reports.literal(like, value, type);
        }
        BigInteger modulus = BigInteger.ONE.shiftLeft(like.width);
        return Term.operand(
                value.mod(modulus), like.width, value.signum() < 0 ? Node.Literal.NEGATIVE : "");
    }
}
