package org.jetstreamlan.nic.link;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.lib.clock.GrayCounterCrossing;
import org.jetstreamlan.nic.mac.Link;

/// Link words from the recovered clock, the block's own, to the core's, `to`: a word each clock on both sides, whose rates differ by up to 200 ppm.
///
/// - A FILL behind another may be left out: it is, while the buffer holds `high` words or more. The first one behind a frame or a symbol never is.
/// - Behind a FILL another may be put in: it is, while the reader sees fewer than `low` words.
/// - Where the buffer runs dry inside a frame, or words found no room, an ABORT closes the frame, what is left of it becomes fill, and an event is counted.
///
/// ```
/// in ─► put ─► cells ─────────────────► take ─► out
///        ▲  └► written ─► gray ─► seen ─► level < low: put fill in
///        └─ level >= high: leave fill out ◄─ gray ◄─ read
/// ```
///
/// **Latency**: a word finds at least `low` - 1 others before it and leaves in order: `low` + 2 clocks at least, typically `low` + 3 to 6, at
/// most as many as the buffer holds.
///
/// **Depth**, in words, with a = the drift over the longest way between two deletable fills, 18,890 words at 200 ppm: 4, and 1 for the edge:
/// - `low` = a + 1 = 6: a frame starts with 6 words seen, and loses at most 5.
/// - `high` = 12: `low`, what the two ends see differently (2 to 5 clocks' words), and 1 to part them, so that none is put in and left out in turn.
/// - The rest is for waiting: if all 63 stations before this one want a fill at the same time, they take 63 of 400 per million words first, and meanwhile
///   200 per million come too many here: 32 words. 12 + 32 + a + 5 = 54, so 64 cells.
///
/// What must hold: both resets are given together; a frame is followed by fill, and sources send one more per 2,500 words.
public final class ElasticBuffer extends Module {
    /// @param depth words, a power of two
    /// @param low the reader puts fill in below this
    /// @param high the writer leaves fill out from this on
    public record Parameters(int depth, int low, int high) {
        public Parameters {
            if (Integer.bitCount(depth) != 1 || low < 2 || high <= low || depth < high + 4) {
                throw Arguments.wrong(
                        "an elastic buffer",
                        "of depth " + depth + " with low " + low + " and high " + high,
                        "give it a power of two for its depth, and 2 <= low < high <= depth - 4");
            }
        }
    }

    /// For 64 stations, 64 KiB and 200 ppm.
    public static final Parameters RING = new Parameters(64, 6, 12);

    private static final int STAGES = 2;

    private final Parameters parameters;
    private final int addressBits;
    private final ClockDomain to = clockDomain("to", ClockSpec.CORE);

    public final Link in = input(Link.TYPE);
    public final Link out = output(Link.TYPE, to);

    /// The buffer ran dry inside a frame.
    public final Bool underflow = output(bool(), to);

    /// Words have been lost before this one.
    public final Bool overflow = output(bool(), to);

    private final Mem<Bits> cells;
    private final GrayCounterCrossing writtenSeen;
    private final GrayCounterCrossing readSeen;

    /// Free-running, one bit more than the address.
    private final UInt written;

    private final Bool afterFill = reg(bool(), init(1));
    private final Bool crowded = reg(bool(), init(0));
    private final Bool full = reg(bool(), init(0));
    private final Bool lost = reg(bool(), init(0));

    private final UInt read;
    private final UInt seen;
    private final UInt level;
    private final Link sent = reg(Link.TYPE, init(0), to);
    private final Bool inFrame = reg(bool(), init(0), to);
    private final Bool skipping = reg(bool(), init(0), to);
    private final Bool dry = reg(bool(), init(0), to);
    private final Bool missing = reg(bool(), init(0), to);

    public ElasticBuffer(Parameters parameters) {
        this.parameters = parameters;
        this.addressBits = Integer.numberOfTrailingZeros(parameters.depth());
        super();
        int count = addressBits + 1;
        this.cells = crossing(mem(bits(LinkWord.WIDTH + 1), parameters.depth(), UNDEFINED));
        this.written = reg(uint(count), init(0));
        this.read = reg(uint(count), init(0), to);
        this.seen = reg(uint(count), init(0), to);
        this.level = reg(uint(count), init(0), to);
        this.writtenSeen = child(new GrayCounterCrossing(count, STAGES), domain(), to);
        this.readSeen = child(new GrayCounterCrossing(count, STAGES), to, domain());
    }

    @Override
    protected String moduleName() {
        return "ElasticBuffer_d" + parameters.depth();
    }

    @Override
    protected Object parameters() {
        return parameters;
    }

    @Override
    protected void build() {
        put();
        take();
    }

    private void put() {
        var isFill = in.kind().is(LinkWord.Kind.FILL);
        var wanted = all(isFill, afterFill, crowded).not();
        var puts = wanted.and(full.not());
        afterFill.next(isFill);
        when(puts, () -> cells.write(written.trunc(addressBits), cat(lost, in)));
        when(wanted, () -> lost.next(full));
        var next = written.add(puts.asUInt().zext(addressBits + 1));
        written.next(next);
        writtenSeen.in.assign(next);

        var inside = written.sub(readSeen.out);
        crowded.next(inside.ge(parameters.high()));
        full.next(inside.ge(parameters.depth() - 2));
    }

    private void take() {
        var cell = cells.readAsync(read.trunc(addressBits));
        Link head = Link.TYPE.fromBits(cell.trunc(LinkWord.WIDTH));
        var lostBefore = cell.bit(LinkWord.WIDTH);
        var isEmpty = level.eq(0);
        var sentFill = sent.kind().is(LinkWord.Kind.FILL);
        var putsFill = sentFill.and(level.lt(parameters.low()));
        var isDry = isEmpty.and(putsFill.not());
        var cuts = inFrame.and(isDry.or(isEmpty.not().and(lostBefore)));
        var takes = any(putsFill, isDry, cuts).not();

        skipping.next(skipping.or(cuts));
        sent.kind().next(LinkWord.Kind.FILL);
        sent.word().next(0);
        when(
                cuts,
                () -> {
                    sent.kind().next(LinkWord.Kind.CONTROL);
                    sent.word().next(lit(ControlSymbol.ABORT_WORD, 32));
                    inFrame.next(false);
                });
        when(takes, () -> pass(head, lostBefore));
        dry.next(inFrame.and(isDry));
        missing.next(takes.and(lostBefore));
        out.assign(sent);
        underflow.assign(dry);
        overflow.assign(missing);

        var count = addressBits + 1;
        var nextRead = read.add(takes.asUInt().zext(count));
        read.next(nextRead);
        readSeen.in.assign(nextRead);
        seen.next(writtenSeen.out);
        var arrived = writtenSeen.out.sub(seen);
        level.next(level.add(arrived).sub(takes.asUInt().zext(count)));
    }

    /// The head goes out, unless it is the rest of a frame that has been cut.
    private void pass(Link head, Bool lostBefore) {
        Enumerated<LinkWord.Kind> kind = head.kind();
        var opcode =
                head.word()
                        .slice(
                                ControlSymbol.OPCODE_LO + ControlSymbol.OPCODE_WIDTH - 1,
                                ControlSymbol.OPCODE_LO);
        var isData = kind.is(LinkWord.Kind.DATA);
        var isSymbol = kind.is(LinkWord.Kind.CONTROL);
        var isStart = isSymbol.and(opcode.eq(ControlSymbol.OPCODE_START));
        var isClose =
                isSymbol.and(
                        any(
                                opcode.eq(ControlSymbol.OPCODE_END),
                                opcode.eq(ControlSymbol.OPCODE_ABORT)));
        var isRest = skipping.or(lostBefore).and(isData.or(isClose));
        when(isRest.not(), () -> sent.next(head));
        skipping.next(isRest.and(isData));
        inFrame.next(isStart.or(inFrame.and(isData)));
    }
}
