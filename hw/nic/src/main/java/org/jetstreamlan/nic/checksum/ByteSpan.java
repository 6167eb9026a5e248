package org.jetstreamlan.nic.checksum;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// Which bytes of each word of a packet lie in a span of it: from byte `start`, `length` bytes, both any number. What lies behind the packet's
/// end is not asked for.
///
/// Latency 0 clocks: `bytes` belongs to the word that is there now; `take` comes at the latest in the clock before the first word.
public final class ByteSpan extends Module {
    private static final int WIDTH = 17;

    /// Takes start and length of the next packet.
    public final Bool take = input(bool());

    /// Bytes of the packet before the span, 0..65,535.
    public final UInt start = input(uint(16));

    /// Bytes of the span, 0..65,535.
    public final UInt length = input(uint(16));

    /// A word goes by.
    public final Bool step = input(bool());

    /// Which of its bytes are in the span, first byte on top.
    public final Bits bytes;

    /// The span begins at an odd byte.
    public final Bool odd = output(bool());

    private final int bytesAWord;

    /// @param width of a word, 32 or 64 bits
    public ByteSpan(int width) {
        if (width != 32 && width != 64) {
            throw new IllegalArgumentException(
                    "ByteSpan: %d bits a word; there are 32 and 64".formatted(width));
        }
        bytesAWord = width / 8;
        bytes = output(bits(bytesAWord));
    }

    @Override
    protected Object parameters() {
        return bytesAWord;
    }

    @Override
    protected void build() {
        var from = edge(start.zext(WIDTH));
        var to = edge(start.addFull(length));
        bytes.assign(from.and(to.not()));
        var startsOdd = reg(bool(), init(0));
        when(take, () -> startsOdd.next(start.bit(0)));
        odd.assign(startsOdd);
    }

    /// Which bytes of the word lie at or behind an edge, given in bytes from the packet's start: counts whole words down, below 0 behind the edge's word.
    private Bits edge(UInt at) {
        int log2 = Integer.numberOfTrailingZeros(bytesAWord);
        var words = reg(uint(WIDTH - log2 + 1), init(0));
        var within = reg(uint(log2), init(0));
        var behind = words.bit(WIDTH - log2);
        var here = words.eq(0);
        when(
                        take,
                        () -> {
                            words.next(at.slice(WIDTH - 1, log2).asUInt().zext(WIDTH - log2 + 1));
                            within.next(at.trunc(log2));
                        })
                .elseWhen(step.and(behind.not()), () -> words.next(words.sub(1)));
        var tail = ones(bytesAWord).shr(within);
        return mux(behind, ones(bytesAWord), mux(here, tail, zeros(bytesAWord)));
    }
}
