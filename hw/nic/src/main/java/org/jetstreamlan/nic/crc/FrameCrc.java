package org.jetstreamlan.nic.crc;

import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.coding.XorMatrix;

/// CRC-32 of AAL5 (I.363.5) over the words of a frame, which come one a clock without a gap: a clock without a word begins anew. `crc` is valid the clock after a
/// word. Over a PDU and its right CRC it is [AalCrc#RESIDUE].
///
/// ```
/// clock         0    1    2    3    4
/// word          ____| w0 | w1 | w2 |____
/// crc           ________  |crc0|crc1|crc2    of w0; of w0 w1; of w0 w1 w2
/// ```
/// Latency 1 clock, a word each clock. Against [AalCrc] it has no start, so that state and word meet in the first gate of the matrix.
public final class FrameCrc extends Module {
    private static final XorMatrix STEP = XorMatrix.remainder(32, Aal5.POLYNOMIAL, 32);

    /// Network byte order, first byte on top.
    public final Flow<Bits> word = input(flow(bits(32)));

    /// CRC of the words since the last clock without one.
    public final Bits crc = output(bits(32));

    // The complement of the remainder, so that a start is 0.
    private final Bits complement = reg(bits(32), init(~Aal5.INITIAL));

    @Override
    protected void build() {
        var sum = complement.xor(word.payload()).not();
        complement.next(mux(word.valid(), STEP.times(sum).not(), zeros(32)));
        crc.assign(complement);
    }
}
