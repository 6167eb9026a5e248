package org.jetstreamlan.nic.link;

import org.jetstreamlan.abi.LineCode;
import org.jetstreamlan.hdl.Arguments;

/// How much of the line a core takes in a clock.
///
/// ```
/// core     line words   line bits   link words
/// 16 bit       1            20      one in two clocks
/// 32 bit       2            40      1
/// 64 bit       4            80      2
/// ```
///
/// @param halves line words a clock: 1, 2 or 4
public record LineWidth(int halves) {
    public static final LineWidth CORE_16 = new LineWidth(1);
    public static final LineWidth CORE_32 = new LineWidth(2);
    public static final LineWidth CORE_64 = new LineWidth(4);

    public LineWidth {
        if (halves != 1 && halves != 2 && halves != 4) {
            throw Arguments.wrong(
                    "a line coder",
                    "of " + halves + " line words a clock",
                    "give it 1, 2 or 4: a core of 16, 32 or 64 bits");
        }
    }

    /// Bits of the line a clock, the first on the line on top.
    public int bits() {
        return LineCode.WORD_BITS * halves;
    }

    /// Link words beside each other.
    public int links() {
        return Math.max(1, halves / 2);
    }

    /// A link word takes two clocks.
    public boolean isHalf() {
        return halves == 1;
    }
}
