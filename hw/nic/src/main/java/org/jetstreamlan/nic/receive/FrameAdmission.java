package org.jetstreamlan.nic.receive;

import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.buffer.BlockGrant;
import org.jetstreamlan.nic.buffer.BlockManager;
import org.jetstreamlan.nic.buffer.BlockRequest;
import org.jetstreamlan.nic.buffer.BlockSize;
import org.jetstreamlan.nic.mac.ReceiveKind;
import org.jetstreamlan.nic.mac.Received;
import org.jetstreamlan.nic.mac.Verdict;
import org.jetstreamlan.nic.receive.ReceiveItem.Ending;
import org.jetstreamlan.nic.table.VciResult;
import org.jetstreamlan.nic.table.VciTable;

/// Decides, at line rate, what becomes of each frame that the MAC shows: finds its pool, sees to its blocks ahead of time, gives the MAC the
/// verdict, and counts those that it drops.
///
/// ```
/// clock      0      1     2    3    4    5        6        7 .. 12     13    14 (12 words)
/// received   HEADER ATM   w0   w1   w2   w3       w4                         END
/// lookup                  vci            result
/// allocate                                        asks     granted     known
/// items                   atm  w0   w1   ...
/// verdict                                                                    sampled
/// ```
/// The block behind the current one is asked for when 16 words of that remain; a frame that ends there holds one block more than it needs for
/// some 20 clocks. One request is on its way at a time; every answer goes to
/// `blocks`, and the ending says how many were asked for, so that what was not needed is given back. A frame whose first words are in the
/// FIFO when it turns out that no block is asked for (nobody's VCI, or a very short runt) gets a refusal of our own there.
final class FrameAdmission extends Module {
    /// Where the frame stands.
    enum State {
        /// No frame, or one that is not for us to judge.
        IDLE,
        /// HEADER has been seen.
        OPEN,
        /// The VCI table has been asked.
        LOOKING,
        /// No pool has the VCI.
        MISSED,
        /// A pool has it.
        TAKING
    }

    /// VCIs below 2^8 are for all stations.
    private static final int SYSTEM_WIDTH = Integer.numberOfTrailingZeros(StationVci.SYSTEM_VCIS);

    /// Words left in a block when the next one is asked for.
    static final int WORDS_AHEAD = 16;

    private static final int WORDS_WIDTH = 14;

    private final int blockWidth;
    private final int blockWordsWidth;

    final Bool restart = input(bool());
    final BlockSize size;
    final Received received = input(Received.TYPE);
    final Verdict verdict = output(Verdict.TYPE);
    final UInt station = input(uint(6));
    final Bool stationValid = input(bool());
    final UInt clock = input(uint(Ending.CLOCK_WIDTH));

    final Flow<UInt> lookup = output(flow(uint(AtmHeader.VCI.width())));
    final Flow<VciResult> found = input(flow(VciResult.type()));

    final Stream<BlockRequest> allocate;
    final Flow<BlockGrant> granted;

    /// Answers for the writer; there is always room, see `blocksRoom`.
    final Flow<GrantedBlock> blocks;

    /// `blocks` can take one more than is in it.
    final Bool blocksRoom = input(bool());

    final Flow<ReceiveItem> item = output(flow(ReceiveItem.TYPE));

    /// The FIFO behind `item` has room for a whole frame's begin and end, and for a word and an end.
    final Bool headerRoom = input(bool());

    final Bool wordRoom = input(bool());

    /// The event ring has a slot that is not promised.
    final Bool eventRoom = input(bool());

    /// The frame that ended will get an event.
    final Bool promise = output(bool());

    /// What became of a frame that is not delivered, the clock behind its END or ABORT.
    final Flow<Enumerated<Counter>> fate = output(flow(enumerated(Counter.class)));

    private final Enumerated<State> state = reg(enumerated(State.class), State.IDLE);

    /// The table says whose the frame is.
    private final Bool answered = wire(bool());

    /// A pool of this station takes it.
    private final Bool hit = wire(bool());

    private final Bool own = reg(bool());

    /// Of another station: only a tap takes it, not an entry left from before this station got its id.
    private final Bool foreign = reg(bool());

    private final Bool tap = reg(bool());
    private final UInt pool = reg(uint(BlockManager.POOL_WIDTH));
    private final UInt words = reg(uint(WORDS_WIDTH));
    private final Bool tooLong = reg(bool());

    /// The frame's HEADER item is in the FIFO.
    private final Bool stored = reg(bool());

    private final Bool failed = reg(bool());
    private final Bits failure = reg(bits(2));

    // Blocks: `covered` says that there is one for each word so far, `ahead` that there is one
    // more.
    private final Bool want = reg(bool(), init(0));
    private final Bool asking = reg(bool(), init(0));
    private final Bool stale = reg(bool(), init(0));
    private final Bool covered = reg(bool());
    private final Bool ahead = reg(bool());
    private final Bool refused = reg(bool());
    private final Bool dismissed = reg(bool(), init(0));
    private final Bool linked = reg(bool());
    private final Bool keepBadCrc = reg(bool());
    private final UInt asked = reg(uint(2));
    private final UInt lastBlock;

    /// @param blockWidth log2 of the blocks
    /// @param blockWordsWidth log2 of the words of the smallest block
    /// @param largerSizes sizes beyond the smallest
    FrameAdmission(int blockWidth, int blockWordsWidth, int largerSizes) {
        this.blockWidth = blockWidth;
        this.blockWordsWidth = blockWordsWidth;
        super();
        this.size = input(BlockSize.type(blockWidth, largerSizes));
        this.allocate = output(stream(BlockRequest.type(blockWidth)));
        this.granted = input(flow(BlockGrant.type(blockWidth)));
        this.blocks = output(flow(GrantedBlock.type(blockWidth)));
        this.lastBlock = reg(uint(blockWidth));
    }

    @Override
    protected String moduleName() {
        return "FrameAdmission_b"
                + blockWidth
                + "_w"
                + blockWordsWidth
                + "_l"
                + size.larger().width();
    }

    @Override
    protected void build() {
        var kind = received.kind();
        var ends = kind.is(ReceiveKind.END);
        var ended = ends.or(kind.is(ReceiveKind.ABORT));
        var payload = kind.is(ReceiveKind.PAYLOAD);

        follow(ended);
        count(payload);
        var dismisses = cover(payload.and(state.is(State.TAKING)), ended);
        var delivers = judge(ends, ended);
        store(payload, ended, delivers, dismisses);
    }

    /// From HEADER to END: the state, and whose VCI it is.
    private void follow(Bool ended) {
        var vci = received.word().slice(AtmHeader.VCI.hi(), AtmHeader.VCI.lo()).asUInt();
        var isAtm = received.kind().is(ReceiveKind.ATM).and(state.is(State.OPEN));
        var asks = reg(bool(), init(0));
        asks.next(isAtm);
        lookup.valid().assign(asks);
        var asked = reg(uint(vci.width()));
        asked.next(vci);
        lookup.payload().assign(asked);
        answered.assign(found.valid().and(state.is(State.LOOKING)).and(ofThisFrame()));
        var takes = found.payload().hit().and(any(foreign.not(), found.payload().tap()));
        hit.assign(answered.and(takes));
        when(
                answered,
                () -> {
                    state.next(State.MISSED);
                    when(takes, () -> state.next(State.TAKING));
                    tap.next(found.payload().tap());
                    pool.next(found.payload().pool());
                });
        when(
                isAtm,
                () -> {
                    var system = vci.slice(23, SYSTEM_WIDTH).orR().not();
                    var ofStation = vci.slice(23, StationVci.STATION_LO).asUInt().eq(station);
                    own.next(all(stationValid, ofStation, system.not()));
                    foreign.next(ofStation.not().and(system.not()));
                    state.next(State.IDLE);
                    when(received.hecGood(), () -> state.next(State.LOOKING));
                });
        when(
                received.kind().is(ReceiveKind.HEADER),
                () -> {
                    state.next(State.IDLE);
                    when(received.eligible(), () -> state.next(State.OPEN));
                });
        when(ended.or(restart), () -> state.next(State.IDLE));
    }

    /// Whether what the table says now was asked for the present frame: no frame has begun since.
    private Bool ofThisFrame() {
        var turn = reg(bool(), init(0));
        when(received.kind().is(ReceiveKind.HEADER), () -> turn.next(turn.not()));
        var then = turn;
        for (int clock = 0; clock <= VciTable.LATENCY; clock++) {
            var before = reg(bool(), init(0)).named("turn_" + (clock + 1));
            before.next(then);
            then = before;
        }
        return then.eq(turn);
    }

    private void count(Bool payload) {
        when(
                payload,
                () ->
                        when(words.eq(Frame.PAYLOAD_WORDS_MAXIMUM), () -> tooLong.next(1))
                                .otherwise(() -> words.next(words.add(1))));
        when(
                received.kind().is(ReceiveKind.HEADER),
                () -> {
                    words.next(0);
                    tooLong.next(0);
                });
    }

    /// Keeps a block ready for each word: asks, and notes what was granted. Returns whether a frame is dismissed without asking.
    private Bool cover(Bool takes, Bool ended) {
        var place = words.trunc(blockWordsWidth);
        var near =
                size.inLast(
                        words, blockWordsWidth, place.eq((1L << blockWordsWidth) - WORDS_AHEAD));
        var begins = size.inFirst(words, blockWordsWidth, place.eq(0));
        var entersBlock = all(takes, begins, words.ne(0));
        var outstanding = want.or(asking);
        var refuses = all(dismissed, outstanding.not(), blocksRoom);
        connectBlocks(refuses);
        var comes = noteAnswer();
        noteBlock(entersBlock, comes);
        var dismisses = ask(takes.and(near), ended, outstanding);
        when(refuses, () -> dismissed.next(0));
        when(dismisses, () -> dismissed.next(1));
        when(ended, () -> stale.next(want.or(asking.and(granted.valid().not()))));
        forgetBlocks();
        return dismisses;
    }

    private void connectBlocks(Bool refuses) {
        allocate.valid().assign(want.and(blocksRoom));
        allocate.payload().pool().assign(pool);
        allocate.payload().linked().assign(linked);
        allocate.payload().previous().assign(lastBlock);
        blocks.valid().assign(granted.valid().or(refuses));
        blocks.payload()
                .granted()
                .assign(granted.valid().and(granted.payload().reason().eq(Registers.REASON_NONE)));
        blocks.payload().block().assign(granted.payload().block());
    }

    /// The block manager's answer, for this frame or one before it. Returns whether this frame got a block.
    private Bool noteAnswer() {
        var answers = granted.valid().and(stale.not());
        var comes = answers.and(blocks.payload().granted());
        when(
                granted.valid(),
                () -> {
                    asking.next(0);
                    stale.next(0);
                });
        when(
                comes,
                () -> {
                    lastBlock.next(granted.payload().block());
                    keepBadCrc.next(granted.payload().keepBadCrc());
                    when(covered, () -> ahead.next(1)).otherwise(() -> covered.next(1));
                });
        when(
                answers.and(comes.not()),
                () -> {
                    failure.next(granted.payload().reason());
                    when(covered, () -> refused.next(1)).otherwise(() -> failed.next(1));
                });
        return comes;
    }

    /// The frame goes on into the block that was asked for ahead of time.
    private void noteBlock(Bool entersBlock, Bool comes) {
        when(
                entersBlock,
                () -> {
                    ahead.next(0);
                    when(
                            ahead.or(comes).not(),
                            () -> {
                                covered.next(0);
                                when(refused, () -> failed.next(1));
                            });
                });
    }

    /// Asks for the first block when the table has answered, for the next one near the end of each. Returns whether none will be asked for
    /// a frame whose first words are in the FIFO.
    private Bool ask(Bool nearEnd, Bool ended, Bool outstanding) {
        var lastPlaces = words.slice(WORDS_WIDTH - 1, 4).andR();
        when(
                hit,
                () -> {
                    when(outstanding, () -> failed.next(1));
                    linked.next(0);
                });
        var asksFirst = all(hit, ended.not(), outstanding.not(), failed.not());
        var resolved = answered.or(state.is(State.LOOKING).and(ended));
        var dismisses = all(resolved, stored, asksFirst.not());
        var asksNext = all(nearEnd, lastPlaces.not(), covered, outstanding.not(), failed.not());
        when(asksNext, () -> linked.next(1));
        when(asksFirst.or(asksNext), () -> want.next(1));
        when(any(asksFirst, asksNext, dismisses), () -> asked.next(asked.add(1)));
        when(
                allocate.fire(),
                () -> {
                    want.next(0);
                    asking.next(1);
                });
        return dismisses;
    }

    /// A new frame has no blocks; after a restart no answers are due either.
    private void forgetBlocks() {
        when(
                received.kind().is(ReceiveKind.HEADER),
                () -> {
                    covered.next(0);
                    ahead.next(0);
                    refused.next(0);
                    failed.next(0);
                    failure.next(Registers.REASON_NO_BLOCK);
                    asked.next(0);
                });
        when(
                restart,
                () -> {
                    want.next(0);
                    asking.next(0);
                    stale.next(0);
                    dismissed.next(0);
                });
    }

    /// Verdict and counter; returns whether the frame is delivered.
    private Bool judge(Bool ends, Bool ended) {
        var taking = state.is(State.TAKING);
        var enough = words.slice(WORDS_WIDTH - 1, 4).orR().or(words.slice(3, 2).andR());
        var kept = all(taking, enough, tooLong.not(), covered, failed.not());
        var judged = taking.or(state.is(State.LOOKING)).or(state.is(State.MISSED));
        verdict.recognised().assign(all(judged, own, taking.and(tap).not()));
        verdict.copied().assign(kept.and(eventRoom));

        var crcWrong = received.crc().eq(CrcVerdict.BAD.ordinal()).and(keepBadCrc.not());
        var delivers = all(ends, kept, eventRoom, crcWrong.not());
        promise.assign(delivers);

        var outcome = reg(enumerated(Counter.class));
        var known = reg(bool(), init(0));
        known.next(all(ended, judged.or(state.is(State.OPEN)), delivers.not()));
        outcome.next(Counter.REPEATED);
        when(
                        ends.not(),
                        () ->
                                when(
                                        any(state.is(State.OPEN), taking, own),
                                        () -> outcome.next(Counter.DROP_ABORTED)))
                .elseWhen(
                        taking.not(),
                        () ->
                                when(
                                        own,
                                        () -> {
                                            outcome.next(Counter.DROP_UNKNOWN_VCI);
                                            when(
                                                    state.is(State.LOOKING),
                                                    () -> outcome.next(Counter.DROP_RUNT));
                                        }))
                .elseWhen(enough.not(), () -> outcome.next(Counter.DROP_RUNT))
                .elseWhen(tooLong, () -> outcome.next(Counter.DROP_TOO_LONG))
                .elseWhen(
                        kept.not(),
                        () -> {
                            outcome.next(Counter.DROP_NO_BLOCK);
                            when(
                                    failure.eq(Registers.REASON_LIMIT),
                                    () -> outcome.next(Counter.DROP_POOL_LIMIT));
                        })
                .elseWhen(crcWrong, () -> outcome.next(Counter.DROP_CRC))
                .otherwise(() -> outcome.next(Counter.DROP_EVENT_RING_FULL));
        fate.valid().assign(known);
        fate.payload().assign(outcome);
        return delivers;
    }

    /// What the writer gets to see, a clock later.
    private void store(Bool payload, Bool ended, Bool delivers, Bool dismisses) {
        var pending = reg(bool(), init(0));
        var next = reg(ReceiveItem.TYPE);
        item.valid().assign(pending);
        item.payload().assign(next);

        var begins =
                all(received.kind().is(ReceiveKind.ATM), state.is(State.OPEN), received.hecGood());
        var room = headerRoom.and(dismissed.not());
        var listens = state.is(State.LOOKING).or(state.is(State.TAKING));
        var wanted = all(payload, listens, stored, failed.not(), tooLong.not());
        pending.next(any(begins.and(room), wanted.and(wordRoom), ended.and(stored)));
        next.kind().next(ReceiveItem.Kind.WORD);
        next.word().next(received.word());
        when(
                begins,
                () -> {
                    next.kind().next(ReceiveItem.Kind.HEADER);
                    stored.next(room);
                    when(room.not(), () -> failed.next(1));
                });
        when(wanted.and(wordRoom.not()), () -> failed.next(1));
        when(
                ended,
                () -> {
                    stored.next(0);
                    next.kind().next(ReceiveItem.Kind.DROP);
                    when(delivers, () -> next.kind().next(ReceiveItem.Kind.DELIVER));
                    var ending =
                            new Ending(
                                    pool,
                                    mux(dismisses, num(1, 2), asked),
                                    received.crc(),
                                    received.codeError(),
                                    clock);
                    next.word().next(ending.asBits().zext(32));
                });
        when(received.kind().is(ReceiveKind.HEADER).or(restart), () -> stored.next(0));
    }
}
