package org.jetstreamlan.cli.proof;

import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.clock.ClockGate;
import org.jetstreamlan.nic.link.ElasticBuffer;
import org.jetstreamlan.nic.mac.Link;

/// [ElasticBuffer], as it is used, neither runs dry inside a frame nor is full, in runs of any length, if its clocks differ by no more than their bound
/// allows: they tick together but for slips, in which one of them, either, ticks alone.
///
/// What 200 ppm and frames of 64 KiB come to is taken for granted:
/// - slips are [#SPACING] edges apart at least, where 200 ppm have them 5,000 apart;
/// - while words other than FILL come out, the reader gains at most [#GAIN] words on the writer, counted when the reader sees them;
/// - the writer gains, less a word for each FILL behind another, at most [#EXCESS] on the reader, what stations before this one take for themselves included.
///
/// Nothing is reduced. Left out: a flop of a crossing that settles late, and that cells give back what was written, so a word marked as lost
/// could come out although none was; the frame's word before is what says that the reader is inside one.
final class ElasticProof extends Module {
    private static final int SPACING = 8;
    private static final int GAIN = 4;
    private static final int EXCESS = 37;
    private static final int BITS = 7;

    /// Reads that the writer has not seen yet, at most; one more behind a slip in which the reader ticked alone.
    private static final int UNSEEN = 3;

    private static final int RECENT = 4;

    /// Words by which the two ends see the buffer differently, at most.
    private static final int APART = 6;

    private final Bool slips = input(bool());
    private final Bool writerAlone = input(bool());
    private final Link in = input(Link.TYPE);

    private final ClockGate writerGate = child(new ClockGate());
    private final ClockGate readerGate = child(new ClockGate());
    private final ClockDomain writerClock = clockDomain("writing", writerGate.clock);
    private final ClockDomain readerClock = clockDomain("reading", readerGate.clock);
    private final ElasticBuffer buffer =
            child(new ElasticBuffer(ElasticBuffer.RING), writerClock, readerClock);

    /// Edges since the last slip, up to [#SPACING], and who ticked alone then.
    private final UInt even = reg(uint(4), init(SPACING));

    private final Bool readerWas = reg(bool(), init(0));

    private final Bool afterFill = reg(bool(), init(1));

    /// What the writer has gained and no FILL has made up for.
    private final UInt excess = reg(uint(BITS), init(0));

    /// Edges of the writer, and what the reader knows of them: as the count of words comes to it.
    private final UInt edges = reg(uint(BITS), init(0));

    private final UInt first = reg(uint(BITS), init(0));
    private final UInt second = reg(uint(BITS), init(0));
    private final UInt seen = reg(uint(BITS), init(0));

    private final Bool afterAbort = reg(bool(), init(0));

    /// What the reader has gained since the last FILL.
    private final UInt gain = reg(uint(BITS), init(0));

    @Override
    protected void build() {
        var writes = slips.not().or(writerAlone);
        var reads = slips.not().or(writerAlone.not());
        writerGate.enable.assign(writes);
        readerGate.enable.assign(reads);
        buffer.in.assign(in);
        assume(in.kind().isLegal(), "a word is of one kind");
        slips();
        when(reads, this::reader);
        excess(writes, reads);

        assume(buffer.overflow.not(), "no word comes out marked, since none was lost");
        // Behind an ABORT no frame can run dry; the buffer's own comes where a word is marked, and
        // never twice.
        var pause = isFill(buffer.out).or(isAbort(buffer.out).and(afterAbort.not()));
        check(pause.or(buffer.waiting.ne(0)), "behind a word that is not fill the next one waits");
        check(pause.or(enough()), "what it may lose is there");
        var unseen = mux(readerWas.and(even.lt(RECENT)), num(UNSEEN + 1, BITS), num(UNSEEN, BITS));
        var most = excess.add(unseen).add(ElasticBuffer.RING.high());
        check(buffer.held.le(most), "it holds no more than fill can make up for");
        check(buffer.waiting.le(buffer.held), "the writer sees no less than the reader");
        check(buffer.held.sub(buffer.waiting).le(APART), "both ends see about the same");
        check(buffer.held.lt(ElasticBuffer.RING.depth() - 2), "it is not full");
    }

    /// One less where a FILL was left out just before, and a slip that the writer did not know of yet.
    private Bool enough() {
        return buffer.waiting.add(gain).add(1).ge(ElasticBuffer.RING.low());
    }

    private static Bool isFill(Link word) {
        return word.kind().is(LinkWord.Kind.FILL);
    }

    private static Bool isAbort(Link word) {
        return word.kind().is(LinkWord.Kind.CONTROL).and(word.word().eq(ControlSymbol.ABORT_WORD));
    }

    private void slips() {
        var settled = even.eq(SPACING);
        assume(slips.not().or(settled), "slips are rare");
        even.next(mux(slips, num(0, 4), mux(settled, even, even.add(1))));
        when(slips, () -> readerWas.next(writerAlone.not()));
    }

    private void reader() {
        afterAbort.next(isAbort(buffer.out));
        first.next(edges);
        second.next(first);
        seen.next(second);
        var before = mux(isFill(buffer.out), num(0, BITS), gain).add(1);
        var arrived = second.sub(seen);
        var now = mux(before.gt(arrived), before.sub(arrived), num(0, BITS));
        gain.next(now);
        assume(now.le(GAIN), "the reader gains no more in a frame");
    }

    private void excess(Bool writes, Bool reads) {
        var deletable = all(writes, isFill(in), afterFill);
        when(
                writes,
                () -> {
                    edges.next(edges.add(1));
                    afterFill.next(isFill(in));
                });
        var more = excess.add(writes.asUInt().zext(BITS));
        var less = reads.asUInt().zext(BITS).add(deletable.asUInt().zext(BITS));
        var now = mux(more.gt(less), more.sub(less), num(0, BITS));
        excess.next(now);
        assume(now.le(EXCESS), "fill makes up for what the writer gains");
    }
}
