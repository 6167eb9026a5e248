package org.jetstreamlan.nic.clan;

import java.util.List;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.abi.clan.ClanOperation;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Selection;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.mac.TransmitRequest;

/// Makes a frame of what an endpoint has in its part, or in a buffer of [Stage]: the request, and the payload word by word.
///
/// ```
/// clock      0       1       2               3         4        5              6
/// grant    | taken |
/// head             | read  | there, bytes  |
/// page                     | asked         | read    | target | address, low | high
/// request                                  | offered
/// payload                                            | word 0 | word 1 ...
/// ```
/// The next grant is taken when the request has been and the head of the frame has left, so that its request is there before the frame ends.
/// Latency 3 clocks from a grant to its request; a word a clock. The address is there before its words, which are the fifth and sixth.
///
/// While `halted` is 1, what has been granted is spoiled: it names a station by an id that may be another's now. So is a frame one of whose
/// memories gives something else than was written; that is told, too.
public final class FrameBuilder extends Module {
    private static final int AHEAD = 4;
    private static final int WORDS_WIDTH = 11;
    private static final int LENGTH_WIDTH = RegionAnswer.ROOM_WIDTH + 1;
    private static final int CELLS_WIDTH = 10;
    private static final int LANE_WIDTH = 3;

    /// Cells in the low half of an address.
    private static final int LOW_CELLS = 32 - LANE_WIDTH;

    private final int endpoints;
    private final int endpointWidth;

    /// The id of this station.
    public final UInt station = input(uint(6));

    public final Bool halted = input(bool());

    /// What is granted is forgotten.
    public final Bool restart = input(bool());

    public final Stream<Grant> grant;

    /// Whose peer is written.
    public final Flow<UInt> introduce;

    public final Peer peer = input(Peer.TYPE);

    /// With it: the last frame of its part asks for a REPLY.
    public final Bool replied = input(bool());

    // To the store memory and the aperture's table.
    public final UInt fetch = output(uint(StoreQueue.PLACE_WIDTH));
    public final Bits cell = input(bits(StoreQueue.CELL_BITS));
    public final Bool cellBroken = input(bool());
    public final UInt targetPage = output(uint(ApertureTable.PAGE_WIDTH));
    public final ApertureEntry.Target target = input(ApertureEntry.Target.TYPE);
    public final Bool targetBroken = input(bool());

    // To Stage
    public final UInt buffer = output(uint(1));
    public final StagedFrame staged = input(StagedFrame.TYPE);
    public final UInt stageFetch = output(uint(Stage.CELL_WIDTH));
    public final Bits stageCell = input(bits(StoreQueue.CELL_BITS));
    public final Bool stageBroken = input(bool());

    /// The buffer's cells have been asked for.
    public final Flow<UInt> released = output(flow(uint(1)));

    // To the MAC.
    public final Stream<TransmitRequest> request = output(stream(TransmitRequest.TYPE));
    public final Stream<PayloadWord> payload = output(stream(PayloadWord.TYPE));

    /// The frame whose request is taken.
    public final SentFrame sent;

    /// Its cells, as tripwires see them.
    public final Watch leaving = output(Watch.TYPE);

    /// How long the frame that was granted is; `sent` already says it.
    public final Bool measured = output(bool());

    /// A memory has lost something of this endpoint's.
    public final Flow<UInt> broken;

    /// Nothing has been granted that has not left.
    public final Bool idle = output(bool());

    private final Mem<Bits> peers;
    private final Fifo<PayloadCell> ahead =
            child(new Fifo<>(PayloadCell.TYPE, AHEAD, Fifo.Storage.LUT));

    // The frame that is being prepared, or whose head is being sent.
    private final Bool busy = reg(bool(), init(0));
    private final Grant granted;
    private final Bits step = reg(bits(5), init(0));
    private final FrameHead head = reg(FrameHead.TYPE);
    private final Bits operation = reg(bits(StagedFrame.OPERATION_WIDTH));
    private final Bool ends = reg(bool());
    private final Bits flags = reg(bits(StagedFrame.FLAGS_WIDTH));
    private final UInt slot = reg(uint(DmaPlaces.SLOT_WIDTH));
    private final UInt endsAt = reg(uint(QueuePlace.INDEX_WIDTH));
    private final Bool completes = reg(bool());
    private final Bool asksAtEnd = reg(bool());
    private final Bool spoiled = reg(bool());
    private final Peer to = reg(Peer.TYPE);
    private final UInt cells = reg(uint(CELLS_WIDTH));
    private final UInt length = reg(uint(LENGTH_WIDTH));
    private final ApertureEntry.Target at = reg(ApertureEntry.Target.TYPE);
    private final UInt addressLow = reg(uint(33));
    private final UInt addressHigh = reg(uint(32));
    private final Bool prepared = reg(bool(), init(0));
    private final Bool offered = reg(bool(), init(0));
    private final Bool headSent = reg(bool(), init(1));

    // The frame whose payload leaves.
    private final Bool sending = reg(bool(), init(0));
    private final Bool inHead = reg(bool(), init(0));
    private final UInt index = reg(uint(WORDS_WIDTH));
    private final UInt unsent = reg(uint(CELLS_WIDTH));
    private final UInt wordsLeft = reg(uint(WORDS_WIDTH));
    private final UInt sentLength = reg(uint(LENGTH_WIDTH));
    private final Bool sentSpoiled = reg(bool());
    private final Part part = reg(Part.TYPE);
    private final UInt fetched = reg(uint(StoreQueue.PLACE_WIDTH));
    private final UInt unfetched = reg(uint(CELLS_WIDTH), init(0));
    private final Bool fromStage = reg(bool());
    private final UInt from = reg(uint(1));

    /// @param endpoints a power of two
    public FrameBuilder(int endpoints) {
        this.endpoints = endpoints;
        this.endpointWidth = ClanParameters.numberWidth(endpoints);
        super();
        this.grant = input(stream(Grant.type(endpointWidth)));
        this.introduce = input(flow(uint(endpointWidth)));
        this.sent = output(SentFrame.type(endpointWidth));
        this.broken = output(flow(uint(endpointWidth)));
        this.granted = reg(Grant.type(endpointWidth));
        this.peers = mem(bits(Peer.TYPE.width() + 2), endpoints, ReadUnderWrite.UNDEFINED);
    }

    @Override
    protected String moduleName() {
        return "FrameBuilder_n" + endpoints;
    }

    @Override
    protected void build() {
        when(
                introduce.valid(),
                () -> {
                    var content = cat(replied, peer);
                    peers.write(introduce.payload(), cat(content.xorR(), content));
                });
        var starts = prepare();
        fetch(starts);
        send(starts);
        when(
                restart,
                () -> {
                    step.next(0);
                    busy.next(0);
                    prepared.next(0);
                    offered.next(0);
                    headSent.next(1);
                    sending.next(0);
                    inHead.next(0);
                    unfetched.next(0);
                });
    }

    /// Returns whether the payload of the prepared frame begins in this clock.
    private Bool prepare() {
        grant.ready().assign(all(busy.not(), restart.not()));
        var taken = grant.fire();
        step.next(cat(step.slice(3, 0), taken));
        var known = peers.read(grant.payload().endpoint());
        var here = FrameHead.TYPE.fromBits(cell.trunc(FrameHead.TYPE.width()));
        targetPage.assign(here.page());
        var isStore = any(isControl(), granted.staged()).not();
        buffer.assign(granted.buffer());
        when(
                taken,
                () -> {
                    granted.next(grant.payload());
                    busy.next(1);
                    headSent.next(0);
                    spoiled.next(halted);
                });
        when(
                step.bit(0),
                () -> {
                    to.next(Peer.TYPE.fromBits(known.trunc(Peer.TYPE.width())));
                    asksAtEnd.next(all(known.bit(Peer.TYPE.width()), isStore));
                    when(known.xorR(), () -> spoiled.next(1));
                });
        when(
                step.bit(1),
                () -> {
                    var found = mux(granted.staged(), stagedHead(), here);
                    var what = where(granted.staged(), staged.operation());
                    head.next(found);
                    operation.next(what);
                    measure(found, what);
                    ends.next(all(granted.staged(), staged.ends()));
                    flags.next(where(granted.staged(), staged.flags()));
                    slot.next(staged.slot());
                    endsAt.next(staged.index());
                    completes.next(all(granted.staged(), staged.completes()));
                    when(cellBroken.and(isStore), () -> spoiled.next(1));
                });
        when(
                step.bit(3),
                () -> {
                    var place = mux(granted.staged(), stagedTarget(), target);
                    at.next(place);
                    when(targetBroken.and(isStore), () -> spoiled.next(1));
                    var low = cat(place.base().trunc(LOW_CELLS), zeros(LANE_WIDTH)).asUInt();
                    addressLow.next(low.addFull(head.offset().zext(32)));
                });
        when(
                step.bit(4),
                () -> {
                    var high = at.base().slice(at.base().width() - 1, LOW_CELLS).asUInt();
                    addressHigh.next(high.add(addressLow.bit(32).asUInt().zext(32)));
                });
        when(halted.and(busy), () -> spoiled.next(1));
        broken.valid().assign(all(step.bit(4), spoiled, halted.not()));
        broken.payload().assign(granted.endpoint());
        offer();
        return all(prepared, sending.not(), headSent.not());
    }

    /// BREAK or REPLY.
    private Bool isControl() {
        return any(granted.breaks(), granted.replies());
    }

    /// Behind the frame, if it is one of stores.
    private UInt behind() {
        return granted.pointer().add(1).add(cells.zext(StoreQueue.PLACE_WIDTH));
    }

    /// What is staged says so; of stores, at the highest level, the last one that there is.
    private Bool asks() {
        return any(flags.bit(1), all(asksAtEnd, behind().eq(granted.end())));
    }

    private Bool is(ClanOperation what) {
        return is(operation, what);
    }

    private static Bool is(Bits code, ClanOperation what) {
        return code.eq(what.code());
    }

    /// Without data there is no address, so no lane.
    private FrameHead stagedHead() {
        var lane = where(staged.bytes().ne(0), staged.address().trunc(LANE_WIDTH).asBits());
        return new FrameHead(
                num(0, FrameHead.BYTES_WIDTH),
                num(0, ApertureTable.PAGE_WIDTH),
                lane.asUInt().zext(ApertureTable.OFFSET_WIDTH),
                staged.bytes());
    }

    private ApertureEntry.Target stagedTarget() {
        var cell = staged.address().slice(staged.address().width() - 1, LANE_WIDTH).asUInt();
        return new ApertureEntry.Target(low(), staged.key(), cell);
    }

    /// Cells, Length, and with them the request.
    private void measure(FrameHead found, Bits what) {
        // A READ's cell is none of the address.
        var reads = is(what, ClanOperation.READ);
        var lane = mux(reads, num(0, LANE_WIDTH), found.offset().trunc(LANE_WIDTH));
        var end = found.bytes().addFull(lane.zext(found.bytes().width()));
        var some = isControl().not();
        var round = end.add(StoreQueue.CELL_BYTES - 1);
        cells.next(
                mux(
                        some,
                        round.slice(LANE_WIDTH + CELLS_WIDTH - 1, LANE_WIDTH).asUInt(),
                        num(0, CELLS_WIDTH)));
        length.next(
                mux(some, end.add(ClanFrame.HEAD_BYTES), num(ClanFrame.HEAD_BYTES, LENGTH_WIDTH)));
        prepared.next(1);
        offered.next(1);
    }

    private UInt words() {
        var whole = cat(cells, zeros(1)).asUInt().add(ClanFrame.HEAD_WORDS + 2);
        return mux(cells.le(2), num(ClanFrame.PAYLOAD_WORDS_MINIMUM, WORDS_WIDTH), whole);
    }

    private Bits vci() {
        int channels = StationVci.FIRST_CLAN_CHANNEL >>> Peer.ENDPOINT_WIDTH;
        var channel = lit(channels, StationVci.STATION_LO - Peer.ENDPOINT_WIDTH);
        return cat(to.station(), channel, to.endpoint());
    }

    private void offer() {
        request.valid().assign(offered);
        var asked = request.payload();
        asked.payloadWords().assign(words().zext(asked.payloadWords().width()));
        asked.atm().assign(cat(zeros(4), vci(), lit(AtmHeader.PT_END, 3), low()));
        asked.insertCrc().assign(1);
        asked.synchronous().assign(0);
        sent.endpoint().assign(granted.endpoint());
        sent.after().assign(granted.sequence().add(1));
        sent.pointer().assign(mux(granted.staged(), granted.pointer(), behind()));
        sent.stores().assign(head.stores());
        sent.breaks().assign(granted.breaks());
        sent.replies().assign(granted.replies());
        sent.asks().assign(asks());
        sent.index().assign(endsAt);
        sent.completes().assign(completes);
        sent.staged().assign(granted.staged());
        sent.response().assign(is(ClanOperation.RESPONSE));
        sent.ends().assign(ends);
        sent.reads().assign(is(ClanOperation.READ));
        sent.slot().assign(slot);
        // Nobody watches what leaves of a send queue.
        var watch = Watch.of(head.page(), head.offset(), cells);
        leaving.assign(watch);
        when(granted.staged(), () -> leaving.some().assign(low()));
        measured.assign(step.bit(3));
        when(request.fire(), () -> offered.next(0));
        when(
                all(prepared, headSent, offered.not()),
                () -> {
                    busy.next(0);
                    prepared.next(0);
                });
    }

    /// Heads come first; cells ahead of their words, as far as there is room for what is asked for.
    private void fetch(Bool starts) {
        var came = reg(bits(2), init(0));
        var head = grant.fire();
        var under = came.bit(0).asUInt().addFull(came.bit(1).asUInt());
        var room = ahead.level.zext(4).add(under.zext(4)).lt(AHEAD);
        var asks = all(unfetched.ne(0), room, head.not(), restart.not());
        var pointer = grant.payload().part().cell(grant.payload().pointer());
        fetch.assign(mux(head, pointer, part.cell(fetched)));
        stageFetch.assign(cat(from, fetched.trunc(Stage.CELL_WIDTH - 1)).asUInt());
        came.next(cat(came.bit(0), asks));
        when(
                asks,
                () -> {
                    fetched.next(fetched.add(1));
                    unfetched.next(unfetched.sub(1));
                });
        when(
                starts,
                () -> {
                    part.next(granted.part());
                    fetched.next(
                            mux(
                                    granted.staged(),
                                    num(0, StoreQueue.PLACE_WIDTH),
                                    granted.pointer().add(1)));
                    unfetched.next(cells);
                    fromStage.next(granted.staged());
                    from.next(granted.buffer());
                });
        ahead.in.valid().assign(came.bit(1));
        ahead.in.payload().cell().assign(mux(fromStage, stageCell, cell));
        ahead.in.payload().broken().assign(mux(fromStage, stageBroken, cellBroken));

        // A clock behind the last one, so that none is asked for any more.
        var holds = reg(bool(), init(0));
        var frees = all(holds, unfetched.eq(0));
        released.valid().assign(frees);
        released.payload().assign(from);
        when(frees.or(restart), () -> holds.next(0));
        when(all(starts, granted.staged(), restart.not()), () -> holds.next(1));
    }

    private void send(Bool starts) {
        var full = reg(bool(), init(0));
        var word = reg(PayloadWord.TYPE);
        payload.valid().assign(full);
        payload.payload().assign(word);

        var isData = unsent.ne(0).and(inHead.not());
        var there = isData.not().or(ahead.out.valid());
        var loads = all(sending, there, full.not().or(payload.ready()), restart.not());
        var second = index.bit(0);
        var read = ahead.out.payload().cell();
        var half = mux(second, read.slice(63, 32), read.slice(31, 0));
        var isLength = wordsLeft.eq(2);
        var trailer = mux(isLength, sentLength.asBits().zext(32), zeros(32));
        ahead.out.ready().assign(any(restart, all(loads, isData, second)));
        when(payload.ready().or(restart), () -> full.next(0));
        when(
                loads,
                () -> {
                    full.next(1);
                    word.word().next(mux(inHead, headWord(), mux(isData, swapped(half), trailer)));
                    var wrong = isData.and(ahead.out.payload().broken());
                    word.spoiled().next(any(mux(inHead, spoiled, sentSpoiled), wrong, halted));
                    index.next(index.add(1));
                    wordsLeft.next(wordsLeft.sub(1));
                    when(isData.and(second), () -> unsent.next(unsent.sub(1)));
                    when(
                            index.eq(ClanFrame.HEAD_WORDS - 1),
                            () -> {
                                inHead.next(0);
                                headSent.next(1);
                            });
                    when(wordsLeft.eq(1), () -> sending.next(0));
                });
        when(inHead, () -> sentSpoiled.next(spoiled)).elseWhen(halted, () -> sentSpoiled.next(1));
        when(
                starts,
                () -> {
                    sending.next(1);
                    inHead.next(1);
                    index.next(0);
                    unsent.next(cells);
                    wordsLeft.next(words());
                    sentLength.next(length);
                });
        idle.assign(any(busy, sending, full).not());
    }

    private Bits headWord() {
        // Of what is staged that of the stage, of stores that of their page.
        // The first word may leave in the clock in which the target comes.
        var comes = all(target.transfer(), granted.staged().not());
        var transfers = mux(step.bit(3), comes, at.transfer());
        var ofData = mux(transfers, lit(ClanOperation.TRANSFER.code(), 4), operation);
        var ofNone =
                mux(
                        granted.replies(),
                        lit(ClanOperation.REPLY.code(), 4),
                        lit(ClanOperation.BREAK.code(), 4));
        var what = mux(isControl(), ofNone, ofData);
        var some = isControl().not();
        var own = granted.endpoint().zext(Peer.ENDPOINT_WIDTH);
        var reason = mux(granted.breaks(), granted.reason(), constant(ClanReason.NONE));
        var hasData = some.and(head.bytes().ne(0));
        return Selection.of(
                List.of(
                        cat(what, zeros(2), asks(), flags.bit(0), vci()),
                        cat(station, own, to.incarnation()),
                        cat(granted.sequence(), reason.asBits().zext(16)),
                        where(hasData, at.key()),
                        where(hasData, addressHigh.asBits()),
                        where(hasData, addressLow.trunc(32).asBits())),
                index.trunc(3));
    }

    private static Bits where(Bool condition, Bits word) {
        return mux(condition, word, zeros(word.width()));
    }

    /// The lowest address on top.
    static Bits swapped(Bits word) {
        return cat(word.slice(7, 0), word.slice(15, 8), word.slice(23, 16), word.slice(31, 24));
    }
}
