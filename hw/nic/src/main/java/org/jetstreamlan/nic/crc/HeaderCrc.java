package org.jetstreamlan.nic.crc;

import org.jetstreamlan.abi.Crc8;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.lib.coding.XorMatrix;

/// [Crc8] as combinational logic: the header check over 16 bits and the HEC over 32, three LUT4
/// deep for the check, five for the comparison.
public final class HeaderCrc {
    private HeaderCrc() {}

    private static final int DEGREE = 8;

    /// The check byte over all of `covered`, first byte on top.
    public static Bits check(Bits covered) {
        return change(covered).xor(Bits.lit(Crc8.COSET, DEGREE));
    }

    /// What a change of these bits changes in the check byte.
    public static Bits change(Bits flipped) {
        return XorMatrix.remainder(DEGREE, Crc8.POLYNOMIAL, flipped.width()).times(flipped);
    }

    /// 1 if `check` is the check byte over `covered`.
    public static Bool good(Bits covered, Bits check) {
        return check(covered).eq(check);
    }
}
