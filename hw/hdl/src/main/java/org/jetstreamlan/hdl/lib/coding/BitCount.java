package org.jetstreamlan.hdl.lib.coding;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.UInt;

/// How many bits of a row are 1, or are 0 before the first 1. Combinational, depth log2 of the width.
///
/// ```
///                0001 0110      0000 0000
/// ones               3              0
/// leading zeros      3              8
/// trailing zeros     1              8
/// ```
public final class BitCount {
    private BitCount() {}

    /// Bits of a count of 0..`width`.
    public static int countWidth(int width) {
        return 32 - Integer.numberOfLeadingZeros(width);
    }

    /// How many bits are 1: a tree of adders.
    public static UInt ones(Bits bits) {
        int width = bits.width();
        if (width == 1) {
            return bits.asUInt();
        }
        // The low part is 2^n - 1 wide where it can be, so that its count fills n bits.
        int low = Math.min(width - 1, (1 << countWidth(width) - 1) - 1);
        UInt sum = ones(bits.slice(low - 1, 0)).addFull(ones(bits.slice(width - 1, low)));
        return countWidth(width) < sum.width() ? sum.trunc(countWidth(width)) : sum;
    }

    /// How many bits are 0 above the highest 1; the width if none is 1.
    public static UInt leadingZeros(Bits bits) {
        Bool[] reversed = new Bool[bits.width()];
        for (int i = 0; i < reversed.length; i++) {
            reversed[i] = bits.bit(i);
        }
        return trailingZeros(Bits.cat(reversed));
    }

    /// How many bits are 0 below the lowest 1; the width if none is 1.
    public static UInt trailingZeros(Bits bits) {
        int width = countWidth(bits.width());
        UInt lowest = PriorityEncoder.lowest(bits);
        return bits.orR()
                .mux(
                        lowest.width() < width ? lowest.zext(width) : lowest.trunc(width),
                        UInt.lit(bits.width(), width));
    }
}
