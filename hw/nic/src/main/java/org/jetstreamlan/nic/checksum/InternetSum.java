package org.jetstreamlan.nic.checksum;

import java.util.ArrayList;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// The one's complement sum of 16-bit words over a span of bytes (RFC 1071), 32 or 64 bits a clock.
///
/// ```
/// 32 bits: clock   0    1    2    3    4    5
///          word    | w0 | w1 |____|____| w0 of the next span
///          last    _____/▔▔▔▔\______________
///          done    ____________________/▔▔▔▔\
///          sum     xxxxxxxxxxxxxxxxxxxx|of w0 w1, until the next done
/// ```
/// Latency 3 clocks behind the last word, 5 at 64 bits; the next span may begin in the clock of done. A carry is added a clock
/// after it came about, so that no carry goes round: behind the last word a clock of zeros takes it in (it makes no further one: all
/// ones together with a carry cannot come about from 0), and one more adds the upper half to the lower.
public final class InternetSum extends Module {
    private static final int LANE = 32;

    /// First byte on top.
    public final Bits word;

    /// Which bytes of the word are in the span; all 0 in clocks without a word.
    public final Bits bytes;

    /// Behind this word the span ends.
    public final Bool last = input(bool());

    /// Forget what there is of a span.
    public final Bool clear = input(bool());

    /// For one clock.
    public final Bool done = output(bool());

    /// 16 bits, not complemented. For a span that begins at an odd byte of its packet, swap the two bytes.
    public final UInt sum = output(uint(16));

    private final int lanes;

    /// @param width of a word, 32 or 64
    public InternetSum(int width) {
        if (width != LANE && width != 2 * LANE) {
            throw new IllegalArgumentException(
                    "InternetSum: %d bits a word; there are 32 and 64".formatted(width));
        }
        lanes = width / LANE;
        word = input(bits(width));
        bytes = input(bits(width / 8));
    }

    @Override
    protected Object parameters() {
        return lanes;
    }

    @Override
    protected void build() {
        Bool ended = last;
        var addend = lanes == 1 ? counted(0) : pair();
        for (int i = 1; i < lanes; i++) {
            ended = later(later(ended));
        }
        var flush = later(ended);
        var fold = later(flush);
        var total = reg(bits(LANE), init(0));
        var carry = reg(bool(), init(0));
        var turned = cat(total.slice(15, 0), total.slice(31, 16));
        var next = sum(total, addend.or(mux(fold, turned, zeros(LANE))), carry);
        var upper = reg(bits(16), init(0));
        total.next(next.slice(LANE, 1));
        carry.next(next.bit(LANE + 1));
        when(fold, () -> upper.next(next.slice(LANE, LANE - 15)));
        when(
                fold.or(clear),
                () -> {
                    total.next(0);
                    carry.next(false);
                });
        done.assign(later(fold));
        sum.assign(upper.asUInt());
    }

    /// The two halves of a word added up, a clock later.
    private Bits pair() {
        var pair = reg(bits(LANE), init(0));
        var carry = reg(bool(), init(0));
        var both = sum(counted(1), counted(0), carry);
        pair.next(both.slice(LANE, 1));
        carry.next(both.bit(LANE + 1));
        when(
                clear,
                () -> {
                    pair.next(0);
                    carry.next(false);
                });
        return pair;
    }

    /// 32 bits of the word, 0 where a byte does not count.
    private Bits counted(int lane) {
        var kept = new ArrayList<Bits>();
        for (int i = 4 * lane + 3; i >= 4 * lane; i--) {
            kept.add(mux(bytes.bit(i), word.slice(8 * i + 7, 8 * i), zeros(8)));
        }
        return cat(kept.toArray(Bits[]::new));
    }

    /// Sum with carry in and out, in one chain: a carry, 32 bits, and a bit that says nothing, from the top.
    private static UInt sum(Bits a, Bits b, Bool carry) {
        return cat(low(), a, high()).asUInt().add(cat(low(), b, carry).asUInt());
    }

    private Bool later(Bool now) {
        var then = reg(bool(), init(0));
        then.next(now.and(clear.not()));
        return then;
    }
}
