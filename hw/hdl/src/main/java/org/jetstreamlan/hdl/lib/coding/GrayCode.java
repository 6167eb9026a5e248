package org.jetstreamlan.hdl.lib.coding;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.UInt;

/// Reflected binary code: neighbours, and the last and first of a power of two, differ in one bit.
///
/// ```
/// number   0    1    2    3    4    5    6    7
/// gray    000  001  011  010  110  111  101  100
/// ```
public final class GrayCode {
    private GrayCode() {}

    /// The code of a number. One LUT deep.
    public static Bits of(UInt number) {
        return number.xor(number.shr(1)).asBits();
    }

    /// The number of a code: each bit is the parity of the code's bits from there up.
    public static UInt number(Bits gray) {
        int top = gray.width() - 1;
        Bool[] number = new Bool[gray.width()];
        for (int i = 0; i <= top; i++) {
            number[top - i] = gray.slice(top, i).xorR();
        }
        return Bits.cat(number).asUInt();
    }
}
