package org.jetstreamlan.nic.mac;

import java.math.BigInteger;
import java.util.Collections;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;

/// This station's bid as the words of a management frame's payload: read by who sends one, and by who compares what comes by.
///
/// ```
/// word 1 nonce | 2 TTRT | 3 F | 4 address 47-32 | 5 address 31-0 | else 0
/// ```
/// A LUT RAM that is written word by word, over and over: a changed setting shows within 17 clocks, a new nonce 2 clocks after
/// `fresh`. What is sent is
/// there at once, what is compared a clock behind its index. A place that holds no word of a bid holds 0 from power-up on: that is what [TransmitPath]
/// puts between frames.
public final class BidTable extends Module {
    private static final int WORDS = 16;

    public final Bits nonce = input(bits(32));
    public final UInt ttrt = input(uint(MacConfig.TIME));
    public final UInt largest = input(uint(MacConfig.FRAME));
    public final Bits address = input(bits(48));

    /// `nonce` is a new one from the next clock on.
    public final Bool fresh = input(bool());

    public final UInt sendIndex = input(uint(4));
    public final Bits sendWord = output(bits(32));
    public final UInt compareIndex = input(uint(4));
    public final Bits compareWord = output(bits(32));

    private final Mem<Bits> words =
            mem(bits(32), WORDS, ReadUnderWrite.UNDEFINED)
                    .init(Collections.nCopies(WORDS, BigInteger.ZERO));
    private final UInt written = reg(uint(4), init(0));
    private final Bits compared = reg(bits(32));

    @Override
    protected void build() {
        written.next(mux(fresh, num(1, 4), written.add(1)));
        var word = wire(bits(32));
        word.assign(0);
        select(written)
                .is(1, () -> word.assign(nonce))
                .is(2, () -> word.assign(ttrt.asBits().zext(32)))
                .is(3, () -> word.assign(largest.asBits().zext(32)))
                .is(4, () -> word.assign(address.slice(47, 32).zext(32)))
                .is(5, () -> word.assign(address.slice(31, 0)));
        words.write(written, word);
        sendWord.assign(words.readAsync(sendIndex));
        compared.next(words.readAsync(compareIndex));
        compareWord.assign(compared);
    }
}
