package org.jetstreamlan.nic.crc;

import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.coding.XorMatrix;

/// Running CRC-32 of AAL5 (I.363.5), one word of 32 or 64 bits a clock; `crc` is valid the clock after a
/// word. Over a PDU and its right CRC it is [#RESIDUE].
///
/// ```
/// clock         0    1    2    3    4
/// clear         ▔▔▔▔\_______________
/// word          ____| w0 | w1 | w2 |____
/// crc           xxxx|  0 |crc0|crc1|crc2    of w0; of w0 w1; of w0 w1 w2
/// ```
/// Latency 1 clock, a word each clock. State and word are added before the matrix: one matrix does for both. To
/// begin anew is the register's reset, beside the logic.
public final class AalCrc extends Module {
    /// Value of `crc` over words that end in their own CRC.
    public static final int RESIDUE = ~Aal5.RESIDUE;

    private static final int STATE = 32;

    /// Forget what came before, and what comes in this clock.
    public final Bool clear = input(bool());

    /// Network byte order, first byte on top.
    public final Flow<Bits> word;

    /// CRC of the words since the last clear, or since reset.
    public final Bits crc = output(bits(STATE));

    // The complement of the remainder, so that to clear is 0.
    private final Bits complement = reg(bits(STATE), init(~Aal5.INITIAL));

    private final int width;

    /// Of 32-bit words.
    public AalCrc() {
        this(STATE);
    }

    /// @param width of a word, 32 or 64
    public AalCrc(int width) {
        if (width != STATE && width != 2 * STATE) {
            throw new IllegalArgumentException(
                    "AalCrc: %d bits a word; there are 32 and 64".formatted(width));
        }
        this.width = width;
        this.word = input(flow(bits(width)));
    }

    @Override
    protected Object parameters() {
        return width;
    }

    @Override
    protected void build() {
        var step = XorMatrix.remainder(STATE, Aal5.POLYNOMIAL, width);
        var upper = word.payload().slice(width - 1, width - STATE);
        var sum = complement.xor(upper).not();
        var message = width == STATE ? sum : cat(sum, word.payload().slice(STATE - 1, 0));
        var remainder = step.times(message);
        when(word.valid(), () -> complement.next(remainder.not()));
        when(clear, () -> complement.next(0));
        crc.assign(complement);
    }
}
