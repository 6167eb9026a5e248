package org.jetstreamlan.hdl.lib.coding;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.UInt;

/// The first 1 in a row of bits, as an index or alone. Trees of halves: depth log2 of the width.
///
/// ```
///              bit 7654 3210     lowest    highest
/// bits             0101 1000        3         6      the index; 0 where no bit is 1
/// alone            0000 1000    0100 0000            the bits with only that one
/// ```
public final class PriorityEncoder {
    private PriorityEncoder() {}

    /// Bits of an index into `width` bits: at least 1.
    public static int indexWidth(int width) {
        return Math.max(1, 32 - Integer.numberOfLeadingZeros(width - 1));
    }

    /// Index of the lowest 1; the last index or, where the width is no power of two, any if there is none.
    public static UInt lowest(Bits bits) {
        return index(bits, indexWidth(bits.width()), true);
    }

    /// Index of the highest 1; 0 if there is none.
    public static UInt highest(Bits bits) {
        return index(bits, indexWidth(bits.width()), false);
    }

    private static UInt index(Bits bits, int width, boolean lowest) {
        if (bits.width() == 1) {
            return UInt.lit(0, width);
        }
        int needed = indexWidth(bits.width());
        if (needed < width) {
            return index(bits, needed, lowest).zext(width);
        }
        int half = 1 << width - 1;
        int top = bits.width() - 1;
        Bool isAbove = lowest ? bits.slice(half - 1, 0).orR().not() : bits.slice(top, half).orR();
        if (width == 1) {
            return isAbove.asUInt();
        }
        return Bits.cat(
                        isAbove,
                        isAbove.mux(
                                index(bits.slice(top, half), width - 1, lowest),
                                index(bits.slice(half - 1, 0), width - 1, lowest)))
                .asUInt();
    }

    /// The lowest 1 alone; 0 if there is none.
    public static Bits lowestAlone(Bits bits) {
        Bool[] alone = new Bool[bits.width()];
        for (int i = 0; i < alone.length; i++) {
            alone[alone.length - 1 - i] =
                    i == 0 ? bits.bit(0) : bits.bit(i).and(bits.slice(i - 1, 0).orR().not());
        }
        return Bits.cat(alone);
    }

    /// The highest 1 alone; 0 if there is none.
    public static Bits highestAlone(Bits bits) {
        int top = bits.width() - 1;
        Bool[] alone = new Bool[bits.width()];
        for (int i = 0; i <= top; i++) {
            alone[top - i] =
                    i == top ? bits.bit(i) : bits.bit(i).and(bits.slice(top, i + 1).orR().not());
        }
        return Bits.cat(alone);
    }
}
