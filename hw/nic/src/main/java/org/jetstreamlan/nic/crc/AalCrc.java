package org.jetstreamlan.nic.crc;

import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.coding.XorMatrix;

/// Running CRC-32 of AAL5 (I.363.5), one 32-bit word per clock; `crc` is valid the clock after a
/// word. Over a PDU and its right CRC it is [#RESIDUE].
///
/// ```
/// clock         0    1    2    3    4
/// start         ____/▔▔▔\_______________    with the first word
/// word          ____| w0 | w1 | w2 |____
/// crc           xxxxxxxxx|crc0|crc1|crc2    of w0; of w0 w1; of w0 w1 w2
/// ```
/// Latency 1 clock, a word each clock. State and word are added before the matrix: one matrix of 32
/// inputs does for both.
public final class AalCrc extends Module {
    /// Value of `crc` over words that end in their own CRC.
    public static final int RESIDUE = ~Aal5.RESIDUE;

    private static final XorMatrix STEP = XorMatrix.remainder(32, Aal5.POLYNOMIAL, 32);

    /// Forget what came before; together with the first word.
    public final Bool start = input(bool());

    /// Network byte order, first byte on top.
    public final Flow<Bits> word = input(flow(bits(32)));

    /// CRC of the words since start.
    public final Bits crc = output(bits(32));

    // The complement of the remainder, so that a start is an AND with 0 and crc a register.
    private final Bits complement = reg(bits(32), init(~Aal5.INITIAL));

    @Override
    protected void build() {
        var before = mux(start, zeros(32), complement);
        var sum = before.xor(word.payload()).not();
        var remainder = STEP.times(sum);
        when(word.valid(), () -> complement.next(remainder.not()));
        crc.assign(complement);
    }
}
