package org.jetstreamlan.cli.proof;

import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.clock.ClockGate;
import org.jetstreamlan.nic.link.ElasticBuffer;

/// [ElasticBuffer] neither runs dry inside a frame nor finds itself full, as long as its clocks slip against one another no more often than the
/// fill between frames allows: the clocks tick together but for slips, in which one of them, either, ticks alone.
///
/// Reduced: a slip in [#PERIOD] edges where 200 ppm make one in 5,000 words, frames of up to [#LONGEST] words with two fills behind each where 64 KiB
/// have theirs; so a frame meets two slips where a real one meets five, and depth and thresholds are less by as much. A flop of a crossing that settles
/// late is not in it.
final class ElasticProof extends Module {
    static final ElasticBuffer.Parameters PARAMETERS = new ElasticBuffer.Parameters(16, 2, 8);
    private static final int PERIOD = 4;
    private static final int LONGEST = 2;
    private static final int FILLS = 2;

    private final Bool slips = input(bool());
    private final Bool writerAlone = input(bool());
    private final Bool starts = input(bool());
    private final Bool ends = input(bool());

    private final ClockGate writerGate = child(new ClockGate());
    private final ClockGate readerGate = child(new ClockGate());
    private final ClockDomain writerClock = clockDomain("writing", writerGate.clock);
    private final ClockDomain readerClock = clockDomain("reading", readerGate.clock);
    private final ElasticBuffer buffer =
            child(new ElasticBuffer(PARAMETERS), writerClock, readerClock);

    /// Edges since the last slip.
    private final UInt even = reg(uint(4), init(0));

    /// Words of the frame so far; fills since the last one.
    private final UInt words = reg(uint(4), init(0), writerClock);

    private final UInt fills = reg(uint(2), init(FILLS), writerClock);

    @Override
    protected void build() {
        var settled = even.eq(PERIOD - 1);
        assume(slips.not().or(settled), "slips are rare");
        even.next(mux(slips, num(0, 4), mux(settled, even, even.add(1))));
        writerGate.enable.assign(slips.not().or(writerAlone));
        readerGate.enable.assign(slips.not().or(writerAlone.not()));
        words();
        check(buffer.underflow.not(), "it does not run dry inside a frame");
        check(buffer.overflow.not(), "nothing finds it full");
    }

    private void words() {
        var inside = words.ne(0);
        var begins = inside.not().and(starts).and(fills.eq(FILLS));
        var last = inside.and(ends.or(words.eq(LONGEST - 1)));
        buffer.in.kind().assign(LinkWord.Kind.FILL);
        buffer.in.word().assign(0);
        when(
                begins,
                () -> {
                    buffer.in.kind().assign(LinkWord.Kind.CONTROL);
                    buffer.in.word().assign(lit(ControlSymbol.START_WORD, 32));
                });
        when(
                inside,
                () -> {
                    buffer.in.kind().assign(LinkWord.Kind.DATA);
                    buffer.in.word().assign(0);
                });
        when(
                last,
                () -> {
                    buffer.in.kind().assign(LinkWord.Kind.CONTROL);
                    buffer.in.word().assign(lit(ControlSymbol.ABORT_WORD, 32));
                });
        words.next(words.add(begins.or(inside).asUInt().zext(4)));
        when(last, () -> words.next(0));
        when(begins.not().and(inside.not()).and(fills.ne(FILLS)), () -> fills.next(fills.add(1)));
        when(begins, () -> fills.next(0));
    }
}
