package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// Says how many deletable fill words a source owes the elastic buffers downstream: one per 2,500 words sent, which
/// is 400 ppm for clocks that differ by up to 200.
///
/// Latency 1 clock.
public final class GapPacer extends Module {
    /// Words sent for each deletable fill word.
    static final int WORDS_PER_FILL = 2_500;

    /// More than a frame of 64 KiB can leave owing.
    private static final int MOST = 15;

    /// A word is sent.
    public final Bool sent = input(bool());

    /// A deletable fill word is sent.
    public final Bool paid = input(bool());

    /// One is due.
    public final Bool due = output(bool());

    private final UInt words = reg(uint(12), init(0));
    private final UInt owed = reg(uint(4), init(0));

    @Override
    protected void build() {
        var full = words.eq(WORDS_PER_FILL - 1);
        when(sent, () -> words.next(mux(full, num(0, 12), words.add(1))));
        var more = sent.and(full);
        when(more.and(paid.not()), () -> when(owed.ne(MOST), () -> owed.next(owed.add(1))))
                .elseWhen(paid.and(more.not()), () -> owed.next(owed.sub(1)));
        due.assign(owed.ne(0));
    }
}
