package org.jetstreamlan.nic.link;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
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
/// **Latency**: at the start of a frame 8 to 10 clocks, 9 as a rule; within it up to 5 more or fewer, as the clocks drift. A station that has to wait for fill holds as many words
/// more as it waits for.
///
/// **Depth**, in words. Between two deletable fills lie at most 18,890 words, one short of a fill's worth and then a frame of 64 KiB: a drift of 4 at 200 ppm, and 1 for the edge.
/// - `low` = 6: a frame starts with 6 words seen, and loses at most 5.
/// - `high` = 12: `low`, the 2 to 5 by which the two ends see the buffer differently, and 1, so that fill is not put in and left out in turn.
/// - The rest is for waiting. If all 63 stations before this one come to want a fill at the same time, they take 63 of 400 per million words first, and meanwhile up to
///   200 per million come too many here: 32 words. With 5 for a frame and 5 for what is on its way, 12 + 32 + 5 + 5 = 54.
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

    /// A word, and what the reader would be late to find out.
    ///
    /// @param lost words before it found no room
    /// @param starts it is a START
    /// @param closes it is an END or ABORT
    record Cell(Bool lost, Bool starts, Bool closes, Link link) implements Bundle<Cell> {
        static final Type<Cell> TYPE =
                Type.bundle(
                        fields ->
                                new Cell(
                                        fields.field("lost", Type.bool()),
                                        fields.field("starts", Type.bool()),
                                        fields.field("closes", Type.bool()),
                                        fields.field("link", Link.TYPE)));
    }

    private final Parameters parameters;
    private final int addressBits;
    private final ClockDomain to = clockDomain("to", ClockSpec.CORE);

    public final Link in = input(Link.TYPE);
    public final Link out = output(Link.TYPE, to);

    /// The buffer ran dry inside a frame.
    public final Bool underflow = output(bool(), to);

    /// Words have been lost before this one.
    public final Bool overflow = output(bool(), to);

    /// Words inside as the writer sees them: no fewer than there are.
    public final UInt held;

    /// Words inside as the reader sees them: no more than there are.
    public final UInt waiting;

    private final Mem<Cell> cells;
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
        this.held = output(uint(count));
        this.waiting = output(uint(count), to);
        this.cells = crossing(mem(Cell.TYPE, parameters.depth(), UNDEFINED));
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
        var leavesOut = all(isFill, afterFill, crowded);
        var wanted = leavesOut.not();
        var puts = wanted.and(full.not());
        Cell cell =
                new Cell(
                        lost,
                        symbol(ControlSymbol.OPCODE_START),
                        symbol(ControlSymbol.OPCODE_END).or(symbol(ControlSymbol.OPCODE_ABORT)),
                        in);
        afterFill.next(isFill);
        when(puts, () -> cells.write(written.trunc(addressBits), cell));
        when(wanted, () -> lost.next(full));
        var next = written.add(puts.asUInt().zext(addressBits + 1));
        written.next(next);
        writtenSeen.in.assign(next);

        var inside = written.sub(readSeen.out);
        held.assign(inside);
        int high = parameters.high();
        crowded.next(mux(leavesOut, inside.gt(high), inside.ge(high)));
        full.next(inside.ge(parameters.depth() - 2));
    }

    private void take() {
        Cell head = cells.readAsync(read.trunc(addressBits));
        var isEmpty = level.eq(0);
        var sentFill = sent.kind().is(LinkWord.Kind.FILL);
        var putsFill = sentFill.and(level.lt(parameters.low()));
        var isDry = isEmpty.and(putsFill.not());
        var cuts = inFrame.and(isDry.or(isEmpty.not().and(head.lost)));
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
        when(takes, () -> pass(head));
        dry.next(inFrame.and(isDry));
        missing.next(takes.and(head.lost));
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
        waiting.assign(level);
        check(level.eq(seen.sub(read)), "what waits has been seen and not been read", to);
    }

    /// The head goes out, unless it is the rest of a frame that has been cut.
    private void pass(Cell head) {
        var isData = head.link.kind().is(LinkWord.Kind.DATA);
        var isRest = skipping.or(head.lost).and(isData.or(head.closes));
        when(isRest.not(), () -> sent.next(head.link));
        skipping.next(isRest.and(isData));
        inFrame.next(head.starts.or(inFrame.and(isData)));
    }

    private Bool symbol(int code) {
        int top = ControlSymbol.OPCODE_LO + ControlSymbol.OPCODE_WIDTH - 1;
        var opcode = in.word().slice(top, ControlSymbol.OPCODE_LO);
        return in.kind().is(LinkWord.Kind.CONTROL).and(opcode.eq(code));
    }
}
