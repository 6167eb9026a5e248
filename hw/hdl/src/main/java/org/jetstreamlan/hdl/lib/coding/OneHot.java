package org.jetstreamlan.hdl.lib.coding;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.UInt;

/// A number as a row of bits of which one is 1.
///
/// ```
/// number     0      1      2      3
/// one-hot  0001   0010   0100   1000
/// ```
public final class OneHot {
    private OneHot() {}

    /// Bit `number` alone; 0 where the number is `width` or more.
    public static Bits of(UInt number, int width) {
        Bool[] bits = new Bool[width];
        for (int i = 0; i < width; i++) {
            bits[width - 1 - i] = i >= 1L << number.width() ? Bool.low() : number.eq(i);
        }
        return Bits.cat(bits);
    }

    /// The number; the or of the numbers of all bits that are 1, 0 if none is.
    public static UInt number(Bits oneHot) {
        Bool[] number = new Bool[PriorityEncoder.indexWidth(oneHot.width())];
        for (int bit = 0; bit < number.length; bit++) {
            List<Bool> having = new ArrayList<>();
            for (int i = 0; i < oneHot.width(); i++) {
                if ((i >> bit & 1) != 0) {
                    having.add(oneHot.bit(i));
                }
            }
            number[number.length - 1 - bit] = Bool.any(having);
        }
        return Bits.cat(number).asUInt();
    }

    /// 1 if exactly one bit is.
    public static Bool isOneHot(Bits bits) {
        return bits.orR().and(hasSeveral(bits).not());
    }

    /// 1 if two bits or more are.
    public static Bool hasSeveral(Bits bits) {
        return bits.ne(PriorityEncoder.lowestAlone(bits));
    }
}
