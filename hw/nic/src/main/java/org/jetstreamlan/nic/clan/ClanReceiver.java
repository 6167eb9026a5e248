package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanOperation;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.RegionKey;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.mac.ReceiveKind;
import org.jetstreamlan.nic.mac.Received;
import org.jetstreamlan.nic.mac.Verdict;

/// Judges the frames of type CLAN that the MAC shows, in step with the ring: each ends in exactly one [ClanCounter], and only one that is the next of its connection
/// and within a region of its endpoint's tag is committed. The table: `docs/clan.md`, Order and loss.
///
/// ```
/// clock        0   1   2   3   4   5   6   7   8   9   10  11     12   13
/// received     ATM w0  w1  w2  w3  w4  w5  w6  w7  w8  w9  Length CRC  END
/// endpoint     ask     there
/// source                   | sequence
/// region                       key | ask   query ............ room, extent
/// length                                                   | fits | verdict
/// ```
/// The word before the last is known to be the trailer's only at END: each word is looked at as if it were, and what was found of it is there
/// two clocks later. Cells are handed on as they come, the trailer among them; `committed` says how many of them count, or none.
///
/// Of a RESPONSE nothing is believed: its region and place are those of the endpoint's own READ, and it must say the address that is next there. A READ is entered in one of its
/// endpoint's two [ReadPlaces], and is refused while both are taken.
///
/// An endpoint at level 0 that has violated [#VIOLATIONS] times is refused all that has a number, until its count is cleared, which it is every 2^17 clocks, each endpoint's at another time.
///
/// The verdict comes from registers, so that one frame is not recognised: one without payload. One of fewer than 3 words may be counted as NOT_OPEN or FOREIGN. Latency from END to `taken` 1 clock; a word a clock, frames back to back.
public final class ClanReceiver extends Module {
    private static final int LANE_WIDTH = 3;
    private static final int BYTES_WIDTH = RegionAnswer.ROOM_WIDTH;
    private static final int INDEX_WIDTH = 11;
    private static final int READS_WIDTH = SendState.READS_WIDTH;
    private static final int STATE_WIDTH = 3;

    /// Clocks in which an endpoint at level 0 may do [#VIOLATIONS] wrong things, as a logarithm.
    static final int LOG2_VIOLATION_CLOCKS = 17;

    static final int VIOLATIONS = 16;
    private static final int VIOLATIONS_WIDTH = 5;

    /// Word that names the region.
    private static final int REGION_WORD = 3;

    /// Words that say what a READ wants, and the place that it goes to.
    private static final int WANTED_WORD = ClanFrame.READ_BYTES_AT / 4;

    private final int endpoints;
    private final int endpointWidth;

    /// CLAN takes frames; 0: all are refused.
    public final Bool on = input(bool());

    public final Received received = input(Received.TYPE);

    /// With HEADER and until the frame ends: of type CLAN, of another station, on its first pass.
    public final Bool eligible = input(bool());

    public final UInt station = input(uint(6));
    public final Bool stationValid = input(bool());
    public final Verdict verdict = output(Verdict.TYPE);

    /// Whose identity is written.
    public final Flow<UInt> identify;

    public final Identity identity = input(Identity.TYPE);

    /// Whose sequence begins anew; taken where `isBegun`.
    public final Flow<UInt> begin;

    public final Bool isBegun = output(bool());

    // To the region table and the check.
    public final UInt region = output(uint(RegionEntry.NUMBER_WIDTH));
    public final RegionQuery query = output(RegionQuery.TYPE);
    public final RegionAnswer answer = input(RegionAnswer.TYPE);

    /// `answer` is to another's question.
    public final Bool foreign = input(bool());

    /// What is asked in this clock has to be answered: the frame's region is known, and nothing of its time is left.
    public final Bool asks = output(bool());

    /// Of the frames that are taken.
    public final Bool turn = input(bool());

    // To the receive buffer.
    public final Flow<Bits> cell = output(flow(bits(StoreQueue.CELL_BITS)));
    public final Bool begins = output(bool());
    public final Bool room = input(bool());

    /// The frame's bytes are to be written.
    public final Flow<TakenFrame> taken;

    /// A frame has done what it may not, or says that the peer has broken.
    public final Flow<Broken> broken;

    /// A frame has done what it may not, which costs it alone.
    public final Flow<Broken> dropped;

    /// A REPLY of an endpoint's peer, and what it says.
    public final Flow<EndpointIndex> replied;

    /// A frame has come for an endpoint that is broken.
    public final Flow<UInt> breakAgain;

    public final Flow<Enumerated<ClanCounter>> fate = output(flow(enumerated(ClanCounter.class)));

    /// Whose state is written.
    public final Flow<UInt> changed;

    public final Enumerated<EndpointState> state = input(enumerated(EndpointState.class));

    /// With it: its own READ has left and is not done.
    public final Bool reading = input(bool());

    /// Where an own READ goes, and whose; taken where no RESPONSE is.
    public final Stream<OwnRead> own = input(stream(OwnRead.TYPE));

    public final UInt owner;

    /// A READ that is taken; see [ReadPlaces].
    public final Flow<UInt> peerAsks;

    public final PeerRead peerRead = output(PeerRead.TYPE);

    /// READs of a peer that are answered, and the RESPONSEs acknowledged: their places are free.
    public final Flow<EndpointIndex> answered;

    private final Mem<Bits> identities;
    private final Mem<Bits> states;

    /// The next sequence number, and above it how many READs have been taken.
    private final Mem<UInt> sequences;

    /// How many of these are answered.
    private final Mem<UInt> freed;

    private final Mem<Bits> owns;

    /// Violations at level 0.
    private final Mem<UInt> violations;

    /// The violations of an endpoint are forgotten.
    private final Bool forgives = wire(bool());

    private final UInt forgiven;

    // The frame: from its headers
    private final UInt source = reg(uint(6));
    private final Bool ours = reg(bool(), init(0));
    private final Bits vci = reg(bits(AtmHeader.VCI.width()));
    private final Bool ready = reg(bool());
    private final UInt index = reg(uint(INDEX_WIDTH));

    // From the tables
    private final Identity known = reg(Identity.TYPE);
    private final Enumerated<EndpointState> stood = reg(enumerated(EndpointState.class));
    private final Bool lost = reg(bool());
    private final UInt expected = reg(uint(Grant.SEQUENCE_WIDTH));
    private final Bool waits = reg(bool());
    private final UInt peerReads = reg(uint(READS_WIDTH));
    private final UInt peerFreed = reg(uint(READS_WIDTH));
    private final OwnRead ownRead = reg(OwnRead.TYPE);
    private final Bool ownLost = reg(bool());
    private final Bool exhausted = reg(bool());

    // From its words
    private final Bool vciRight = reg(bool());
    private final Bool sourceRight = reg(bool());
    private final Bool incarnationRight = reg(bool());
    private final Bits operation = reg(bits(4));
    private final Bits flags = reg(bits(4));
    private final UInt sequence = reg(uint(Grant.SEQUENCE_WIDTH));
    private final Bits reason = reg(bits(8));
    private final Bits generation = reg(bits(RegionKey.GENERATION.width()));
    private final UInt entry = reg(uint(RegionEntry.NUMBER_WIDTH));
    private final UInt addressHigh = reg(uint(32));
    private final UInt addressLow = reg(uint(32));
    private final UInt placeHigh = reg(uint(32));
    private final UInt placeLow = reg(uint(32));
    private final UInt wanted = reg(uint(PeerRead.BYTES_WIDTH));
    private final UInt wantedAt = reg(uint(PeerRead.PLACE_WIDTH));

    // From the region
    /// Of the answer that the verdict is made from, a clock later: another one that comes with END is of the region as it is by then, and was not judged.
    private final UInt judgedBus = reg(uint(RegionEntry.ADDRESS_WIDTH));

    private final UInt judgedCell = reg(uint(Watch.CELL_WIDTH));
    private final Bool judgedNear = reg(bool());
    private final Enumerated<ClanReason> foundReason = reg(enumerated(ClanReason.class));

    /// @param endpoints a power of two
    public ClanReceiver(int endpoints) {
        this.endpoints = endpoints;
        this.endpointWidth = ClanParameters.numberWidth(endpoints);
        super();
        this.identify = input(flow(uint(endpointWidth)));
        this.begin = input(flow(uint(endpointWidth)));
        this.changed = input(flow(uint(endpointWidth)));
        this.owner = input(uint(endpointWidth));
        this.peerAsks = output(flow(uint(endpointWidth + ReadPlaces.LOG2_PLACES)));
        this.answered = input(flow(EndpointIndex.type(endpointWidth)));
        this.states = mem(bits(STATE_WIDTH + 2), endpoints, ReadUnderWrite.UNDEFINED);
        this.taken = output(flow(TakenFrame.type(endpointWidth)));
        this.broken = output(flow(Broken.type(endpointWidth)));
        this.dropped = output(flow(Broken.type(endpointWidth)));
        this.replied = output(flow(EndpointIndex.type(endpointWidth)));
        this.breakAgain = output(flow(uint(endpointWidth)));
        this.identities = mem(bits(Identity.TYPE.width() + 1), endpoints, ReadUnderWrite.UNDEFINED);
        this.sequences =
                mem(uint(READS_WIDTH + Grant.SEQUENCE_WIDTH), endpoints, ReadUnderWrite.UNDEFINED);
        this.freed = mem(uint(READS_WIDTH), endpoints, ReadUnderWrite.UNDEFINED);
        this.owns = mem(bits(OwnRead.TYPE.width() + 1), endpoints, ReadUnderWrite.UNDEFINED);
        this.violations = mem(uint(VIOLATIONS_WIDTH), endpoints, ReadUnderWrite.UNDEFINED);
        this.forgiven = reg(uint(endpointWidth), init(0));
    }

    @Override
    protected String moduleName() {
        return "ClanReceiver_n" + endpoints;
    }

    @Override
    protected void build() {
        headers();
        var isWord = received.kind().is(ReceiveKind.PAYLOAD);
        words(isWord);
        cells(isWord);
        region.assign(entry);
        asks.assign(at(isWord, REGION_WORD + 1));
        query.generation().assign(generation);
        query.tag().assign(known.tag());
        var rights = reg(bits(RegionEntry.RIGHTS));
        rights.next(lit(org.jetstreamlan.abi.clan.RegionEntry.RDMA_WRITE, RegionEntry.RIGHTS));
        when(
                        is(ClanOperation.TRANSFER),
                        () -> rights.next(org.jetstreamlan.abi.clan.RegionEntry.MESSAGE))
                .elseWhen(
                        is(ClanOperation.READ),
                        () -> rights.next(org.jetstreamlan.abi.clan.RegionEntry.RDMA_READ))
                .elseWhen(
                        is(ClanOperation.RESPONSE),
                        () -> rights.next(org.jetstreamlan.abi.clan.RegionEntry.LOCAL_WRITE));
        query.rights().assign(rights);
        query.address().assign(cat(placeHigh, placeLow).asUInt());
        judge();
    }

    private Bool is(ClanOperation what) {
        return operation.eq(what.code());
    }

    private void headers() {
        var word = received.word();
        when(
                received.kind().is(ReceiveKind.HEADER),
                () -> {
                    source.next(word.slice(Header.SOURCE.lo() + 5, Header.SOURCE.lo()).asUInt());
                    ours.next(0);
                    index.next(0);
                    vciRight.next(0);
                    sourceRight.next(0);
                    incarnationRight.next(0);
                });
        var asked = word.slice(AtmHeader.VCI.hi(), AtmHeader.VCI.lo());
        when(
                received.kind().is(ReceiveKind.ATM),
                () -> {
                    vci.next(asked);
                    var toUs = asked.slice(23, StationVci.STATION_LO).asUInt().eq(station);
                    var toClan =
                            asked.slice(StationVci.STATION_LO - 1, Peer.ENDPOINT_WIDTH)
                                    .eq(StationVci.FIRST_CLAN_CHANNEL >>> Peer.ENDPOINT_WIDTH);
                    var endsPdu = word.bit(3).not().and(word.bit(1));
                    ours.next(
                            all(eligible, stationValid, toUs, toClan, received.hecGood(), endsPdu));
                });
        ready.next(received.kind().is(ReceiveKind.ATM).not());

        // Asked in each clock; what was asked with ATM is there in the next one.
        var number = asked.trunc(endpointWidth).asUInt();
        var read = identities.read(number);
        var expects = sequences.read(number);
        var stands = states.read(number);
        var frees = freed.read(number);
        var its = owns.read(number);
        var beyond = beyondEnd(vci);
        when(
                ready.not(),
                () -> {
                    known.next(Identity.TYPE.fromBits(read.trunc(Identity.TYPE.width())));
                    lost.next(any(read.xorR(), stands.xorR(), beyond));
                    stood.next(enumerated(EndpointState.class).fromBits(stands.trunc(STATE_WIDTH)));
                    waits.next(stands.bit(STATE_WIDTH));
                    expected.next(expects.trunc(Grant.SEQUENCE_WIDTH));
                    peerReads.next(
                            expects.slice(expects.width() - 1, Grant.SEQUENCE_WIDTH).asUInt());
                    peerFreed.next(frees);
                    ownRead.next(OwnRead.TYPE.fromBits(its.trunc(OwnRead.TYPE.width())));
                    ownLost.next(its.xorR());
                    exhausted.next(violated().ge(VIOLATIONS));
                });
        when(
                identify.valid(),
                () ->
                        identities.write(
                                identify.payload(), cat(identity.asBits().xorR(), identity)));
        when(
                changed.valid(),
                () -> {
                    var content = cat(reading, state);
                    states.write(changed.payload(), cat(content.xorR(), content));
                });
        when(
                any(answered.valid(), begin.valid()),
                () ->
                        freed.write(
                                mux(
                                        answered.valid(),
                                        answered.payload().endpoint(),
                                        begin.payload()),
                                mux(
                                        answered.valid(),
                                        answered.payload().index().trunc(READS_WIDTH),
                                        num(0, READS_WIDTH))));
    }

    /// Of the endpoint whose frame it is.
    private UInt violated() {
        return violations.readAsync(vci.trunc(endpointWidth).asUInt());
    }

    private Bool beyondEnd(Bits vci) {
        int unused = Integer.numberOfTrailingZeros(endpoints);
        return unused == Peer.ENDPOINT_WIDTH
                ? low()
                : vci.slice(Peer.ENDPOINT_WIDTH - 1, unused).orR();
    }

    private void words(Bool isWord) {
        var word = received.word();
        when(isWord.and(index.andR().not()), () -> index.next(index.add(1)));
        when(
                at(isWord, 0),
                () -> {
                    operation.next(ClanBits.of(word, ClanFrame.OPERATION));
                    flags.next(ClanBits.of(word, ClanFrame.FLAGS_FIELD));
                    vciRight.next(ClanBits.of(word, ClanFrame.VCI).eq(vci));
                });
        when(
                at(isWord, 1),
                () -> {
                    var from = ClanBits.of(word, ClanFrame.SOURCE).asUInt();
                    var end = ClanBits.of(word, ClanFrame.ENDPOINT).asUInt();
                    sourceRight.next(
                            all(
                                    from.eq(source),
                                    from.eq(known.peer().station()),
                                    end.eq(known.peer().endpoint())));
                    incarnationRight.next(
                            ClanBits.of(word, ClanFrame.INCARNATION)
                                    .eq(known.peer().incarnation()));
                });
        when(
                at(isWord, 2),
                () -> {
                    sequence.next(ClanBits.of(word, ClanFrame.SEQUENCE).asUInt());
                    reason.next(ClanBits.of(word, ClanFrame.REASON).trunc(8));
                });
        when(
                at(isWord, REGION_WORD),
                () -> {
                    var key = mux(is(ClanOperation.RESPONSE), ownRead.key(), word);
                    entry.next(ClanBits.of(key, RegionKey.ENTRY).asUInt());
                    generation.next(ClanBits.of(key, RegionKey.GENERATION));
                });
        var here = ownRead.address();
        when(
                at(isWord, 4),
                () -> {
                    addressHigh.next(word.asUInt());
                    var high = here.slice(here.width() - 1, 32).asUInt();
                    placeHigh.next(mux(is(ClanOperation.RESPONSE), high, word.asUInt()));
                });
        when(
                at(isWord, 5),
                () -> {
                    addressLow.next(word.asUInt());
                    placeLow.next(mux(is(ClanOperation.RESPONSE), here.trunc(32), word.asUInt()));
                });
        when(at(isWord, WANTED_WORD), () -> wanted.next(word.asUInt()));
        when(
                at(isWord, WANTED_WORD + 1),
                () -> wantedAt.next(word.trunc(PeerRead.PLACE_WIDTH).asUInt()));
    }

    private Bool at(Bool isWord, int place) {
        return isWord.and(index.eq(place));
    }

    /// Two words are a cell, the first one at the bottom, and the first byte of each.
    private void cells(Bool isWord) {
        var half = reg(bits(32));
        var valid = reg(bool(), init(0));
        var whole = reg(bits(StoreQueue.CELL_BITS));
        var data = isWord.and(index.ge(ClanFrame.HEAD_WORDS));
        half.next(FrameBuilder.swapped(received.word()));
        valid.next(all(ours, data, index.bit(0)));
        whole.next(cat(FrameBuilder.swapped(received.word()), half));
        cell.valid().assign(valid);
        cell.payload().assign(whole);
        begins.assign(received.kind().is(ReceiveKind.ATM));
    }

    private void judge() {
        // 11: this word as Length; bytes behind the lanes in front.
        var word = received.word();
        var lane = addressLow.trunc(LANE_WIDTH);
        var claimed = word.trunc(16).asUInt();
        var front = num(ClanFrame.HEAD_BYTES, 17).add(lane.zext(17));
        var behindFront = reg(uint(17));
        behindFront.next(claimed.zext(17).sub(front));
        var bare = reg(bool());
        bare.next(claimed.eq(ClanFrame.HEAD_BYTES));
        var isCell = reg(bool());
        isCell.next(claimed.eq(ClanFrame.READ_LENGTH));
        var cellsAndHead =
                claimed.addFull(num(StoreQueue.CELL_BYTES - 1, 16)).slice(16, LANE_WIDTH).asUInt();
        int shortest = ClanFrame.PAYLOAD_WORDS_MINIMUM - 2;
        var counted =
                mux(
                        index.eq(shortest),
                        cellsAndHead.le(shortest / 2),
                        cellsAndHead.eq(index.slice(INDEX_WIDTH - 1, 1).asUInt().zext(14)));
        var formed = reg(bool());
        formed.next(
                all(
                        word.slice(31, 16).eq(0),
                        index.ge(shortest),
                        index.bit(0).not(),
                        claimed.ge(ClanFrame.HEAD_BYTES),
                        counted));

        // Known long before.
        var rest = reg(uint(BYTES_WIDTH));
        rest.next(
                num(ClanFrame.DATA_BYTES_MAXIMUM, BYTES_WIDTH)
                        .sub(addressLow.trunc(BYTES_WIDTH - 1).zext(BYTES_WIDTH)));
        var distance = reg(uint(Grant.SEQUENCE_WIDTH));
        distance.next(expected.sub(sequence));
        var isNext = reg(bool());
        isNext.next(distance.eq(0));
        var isOld = reg(bool());
        isOld.next(distance.sub(1).lt(ClanFrame.WINDOW));
        var isData = reg(bool());
        var isResponse = reg(bool());
        isResponse.next(is(ClanOperation.RESPONSE));
        isData.next(
                any(
                        is(ClanOperation.WRITE),
                        is(ClanOperation.TRANSFER),
                        is(ClanOperation.RESPONSE)));
        var isRead = reg(bool());
        isRead.next(is(ClanOperation.READ));
        var isBreak = reg(bool());
        isBreak.next(is(ClanOperation.BREAK));
        var isControl = reg(bool());
        isControl.next(any(is(ClanOperation.REPLY), is(ClanOperation.BREAK)));
        var hasPlace = reg(bool());
        hasPlace.next(
                any(isRead.not(), peerReads.sub(peerFreed).bit(ReadPlaces.LOG2_PLACES).not()));
        var flagsRight = reg(bool());
        flagsRight.next(flags.and(lit(~ClanFrame.FLAGS & 0xF, 4)).eq(0));
        var isOpen = reg(bool());
        isOpen.next(all(on, lost.not(), stood.is(EndpointState.OPEN)));
        var isBroken = reg(bool());
        isBroken.next(all(on, lost.not(), stood.is(EndpointState.BROKEN)));
        var peerRight = reg(bool());
        peerRight.next(all(vciRight, sourceRight));
        var entitled = reg(bool());
        var allowed = reg(uint(BYTES_WIDTH));
        var reaches = reg(bool());
        var grantedBus = reg(uint(RegionEntry.ADDRESS_WIDTH));
        var grantedCell = reg(uint(Watch.CELL_WIDTH));
        var grantedNear = reg(bool());
        when(
                foreign.not(),
                () -> {
                    entitled.next(answer.reason().is(ClanReason.NONE));
                    allowed.next(answer.room());
                    reaches.next(wanted.le(answer.extent()));
                    grantedBus.next(answer.bus());
                    grantedCell.next(answer.cell());
                    grantedNear.next(answer.near());
                    foundReason.next(answer.reason());
                });
        when(
                received.kind().is(ReceiveKind.END).not(),
                () -> {
                    judgedBus.next(grantedBus);
                    judgedCell.next(grantedCell);
                    judgedNear.next(grantedNear);
                });
        var unreliable = reg(bool());
        unreliable.next(known.level().eq(ClanLevel.UNRELIABLE_DELIVERY.ordinal()));

        // What is wrong of a READ or a RESPONSE, whatever its region says, and however long it is.
        var odd = reg(enumerated(ClanReason.class));
        var says = cat(addressHigh, addressLow).asUInt();
        odd.next(ClanReason.NONE);
        when(
                        isRead,
                        () ->
                                when(unreliable, () -> odd.next(ClanReason.LEVEL))
                                        .elseWhen(
                                                wanted.eq(0),
                                                () -> odd.next(ClanReason.READ_REFUSED)))
                .elseWhen(
                        isResponse,
                        () ->
                                when(
                                                any(
                                                        waits.not(),
                                                        says.ne(ownRead.said().zext(says.width()))),
                                                () -> odd.next(ClanReason.RESPONSE))
                                        .elseWhen(ownLost, () -> odd.next(ClanReason.MEMORY)));
        var most = num(RegionAnswer.ROOM_MAXIMUM, PeerRead.BYTES_WIDTH);
        var coming = reg(uint(BYTES_WIDTH));
        coming.next(mux(ownRead.left().lt(most), ownRead.left(), most).trunc(BYTES_WIDTH));

        // 12: the verdict, if this word is the CRC.
        var nothing = behindFront.eq(0);
        var inPage = behindFront.le(rest.zext(17));
        var inRegion = behindFront.le(allowed.zext(17)).and(entitled);
        var dataForm = all(isData, inPage);
        var form = mux(isControl, bare, mux(isRead, isCell, dataForm));
        var wellFormed = all(formed, flagsRight, form);
        var excess = behindFront.gt(coming.zext(17));
        var some = mux(isRead, all(reaches, entitled), inRegion);
        var lawful =
                mux(
                        any(isRead, isResponse),
                        all(
                                odd.is(ClanReason.NONE),
                                any(isRead, all(nothing.not(), excess.not())),
                                some),
                        nothing.or(inRegion));
        var connected = all(peerRight, incarnationRight, any(isOpen, isBroken));
        var over = all(exhausted, unreliable);
        var fresh = all(isNext, room, hasPlace, over.not());
        var copies = any(isControl, isOpen.and(any(isOld, all(fresh, any(lawful, unreliable)))));
        var recognised = reg(bool(), init(0));
        var copied = reg(bool());
        recognised.next(ours);
        copied.next(all(connected, wellFormed, copies));
        verdict.recognised().assign(recognised);
        verdict.copied().assign(copied);

        // What the counters, and the owner, will hear.
        var well = reg(bool());
        well.next(wellFormed);
        var within = reg(bool());
        within.next(all(lawful, over.not()));
        var hadRoom = reg(bool());
        hadRoom.next(all(room, hasPlace));
        var bytes = reg(uint(BYTES_WIDTH));
        bytes.next(mux(isRead, num(0, BYTES_WIDTH), behindFront.trunc(BYTES_WIDTH)));
        var wrong = reg(enumerated(ClanReason.class));
        wrong.next(odd);
        when(
                all(isResponse, odd.is(ClanReason.NONE), any(nothing, excess)),
                () -> wrong.next(ClanReason.RESPONSE));
        end(
                new Found(
                        isOpen,
                        isBroken,
                        peerRight,
                        isControl,
                        isBreak,
                        isNext,
                        isOld,
                        unreliable,
                        isRead,
                        isResponse,
                        well,
                        within,
                        wrong,
                        hadRoom,
                        bytes));
    }

    /// What is known of a frame at END, all from registers.
    private record Found(
            Bool isOpen,
            Bool isBroken,
            Bool peerRight,
            Bool isControl,
            Bool isBreak,
            Bool isNext,
            Bool isOld,
            Bool unreliable,
            Bool isRead,
            Bool isResponse,
            Bool wellFormed,
            Bool lawful,
            Enumerated<ClanReason> wrong,
            Bool hadRoom,
            UInt bytes) {}

    private void end(Found found) {
        var isEnd = received.kind().is(ReceiveKind.END);
        var ended = isEnd.or(received.kind().is(ReceiveKind.ABORT)).and(ours);
        var whole =
                all(
                        isEnd,
                        received.crc().eq(CrcVerdict.GOOD.ordinal()),
                        received.codeError().not(),
                        on);
        var outcome = reg(enumerated(ClanCounter.class));
        var told = reg(bool(), init(0));
        told.next(ended);
        outcome.next(ClanCounter.ACCEPTED);
        when(whole.not(), () -> outcome.next(ClanCounter.BAD))
                .elseWhen(
                        any(found.isOpen(), found.isBroken()).not(),
                        () -> outcome.next(ClanCounter.NOT_OPEN))
                .elseWhen(found.peerRight().not(), () -> outcome.next(ClanCounter.FOREIGN))
                .elseWhen(incarnationRight.not(), () -> outcome.next(ClanCounter.INCARNATION))
                .elseWhen(found.wellFormed().not(), () -> outcome.next(ClanCounter.MALFORMED))
                .elseWhen(found.isControl(), () -> outcome.next(ClanCounter.ANSWERED))
                .elseWhen(found.isBroken(), () -> outcome.next(ClanCounter.BROKEN))
                .elseWhen(found.isOld(), () -> outcome.next(ClanCounter.DUPLICATE))
                .elseWhen(found.isNext().not(), () -> outcome.next(ClanCounter.OUT_OF_ORDER))
                .elseWhen(found.hadRoom().not(), () -> outcome.next(ClanCounter.NO_ROOM))
                .elseWhen(found.lawful().not(), () -> outcome.next(ClanCounter.VIOLATION));
        when(ended, () -> ours.next(0));
        fate.valid().assign(told);
        fate.payload().assign(outcome);

        // All else of the frame stays until the next one's ATM.
        var number = vci.trunc(endpointWidth).asUInt();
        var accepted = told.and(outcome.is(ClanCounter.ACCEPTED));
        var violates = told.and(outcome.is(ClanCounter.VIOLATION));
        var drops = all(violates, found.unreliable(), exhausted.not());
        var goesOn = any(accepted, drops);
        violations(drops, number);
        isBegun.assign(any(goesOn, answered.valid()).not());
        var asks = accepted.and(found.isRead());
        var reads = peerReads.add(asks.asUInt().zext(READS_WIDTH));
        var behind = cat(reads, expected.add(1)).asUInt();
        when(
                goesOn.or(begin.valid()),
                () ->
                        sequences.write(
                                mux(goesOn, number, begin.payload()),
                                mux(goesOn, behind, num(0, behind.width()))));
        var bytes = reg(uint(BYTES_WIDTH));
        bytes.next(found.bytes());
        var why = reg(enumerated(ClanReason.class));
        why.next(foundReason);
        when(found.wrong().is(ClanReason.NONE).not(), () -> why.next(found.wrong()))
                .elseWhen(
                        found.isRead().and(foundReason.is(ClanReason.MEMORY).not()),
                        () -> why.next(ClanReason.READ_REFUSED))
                .elseWhen(foundReason.is(ClanReason.NONE), () -> why.next(ClanReason.BOUNDS));
        read(accepted, found, number, bytes);
        taken.valid().assign(accepted);
        taken.payload().endpoint().assign(number);
        taken.payload().sequence().assign(sequence);
        taken.payload().bus().assign(judgedBus);
        taken.payload().bytes().assign(bytes);
        taken.payload().region().assign(entry);
        taken.payload().cell().assign(judgedCell);
        taken.payload().near().assign(judgedNear);
        taken.payload().asks().assign(flags.bit(1));
        taken.payload().reads().assign(found.isRead());
        taken.payload().responds().assign(found.isResponse());
        taken.payload().ends().assign(ownRead.left().eq(bytes.zext(PeerRead.BYTES_WIDTH)));
        taken.payload().completes().assign(ownRead.completes());
        taken.payload().notifies().assign(flags.bit(0));
        taken.payload().unreliable().assign(found.unreliable());
        taken.payload().turn().assign(turn);
        var byPeer = all(told, outcome.is(ClanCounter.ANSWERED), found.isBreak(), found.isOpen());
        broken.valid().assign(any(byPeer, violates.and(found.unreliable().not())));
        broken.payload().endpoint().assign(number);
        var said = enumerated(ClanReason.class).fromBits(reason.trunc(4));
        broken.payload().reason().assign(mux(byPeer, said, why));
        broken.payload().sequence().assign(sequence);
        broken.payload().byPeer().assign(byPeer);
        dropped.valid().assign(drops);
        dropped.payload().endpoint().assign(number);
        dropped.payload().reason().assign(why);
        dropped.payload().sequence().assign(sequence);
        dropped.payload().byPeer().assign(0);
        breakAgain.valid().assign(told.and(outcome.is(ClanCounter.BROKEN)));
        breakAgain.payload().assign(number);
        var isReply = all(found.isOpen(), found.isBreak().not());
        replied.valid().assign(all(told, outcome.is(ClanCounter.ANSWERED), isReply));
        replied.payload().endpoint().assign(number);
        replied.payload().index().assign(sequence);
    }

    /// One more, or none: an endpoint that begins anew, and each in its turn.
    private void violations(Bool drops, UInt number) {
        var clock = reg(uint(LOG2_VIOLATION_CLOCKS), init(0));
        clock.next(clock.add(1));
        var due = reg(bool(), init(0));
        forgives.assign(all(due, drops.not(), begin.valid().not()));
        when(forgives, () -> due.next(0));
        int each = LOG2_VIOLATION_CLOCKS - endpointWidth;
        when(
                clock.trunc(each).eq(0),
                () -> {
                    due.next(1);
                    forgiven.next(clock.slice(LOG2_VIOLATION_CLOCKS - 1, each).asUInt());
                });
        when(
                any(drops, begin.valid(), forgives),
                () ->
                        violations.write(
                                mux(drops, number, mux(forgives, forgiven, begin.payload())),
                                mux(drops, violated().add(1), num(0, VIOLATIONS_WIDTH))));
    }

    /// A READ is entered; an own one is further.
    private void read(Bool accepted, Found found, UInt number, UInt bytes) {
        peerAsks.valid().assign(accepted.and(found.isRead()));
        peerAsks.payload().assign(cat(peerReads.trunc(ReadPlaces.LOG2_PLACES), number).asUInt());
        peerRead.key().assign(cat(entry, generation));
        peerRead.address().assign(cat(addressHigh, addressLow).asUInt());
        peerRead.bytes().assign(wanted);
        peerRead.place().assign(wantedAt);
        var moves = accepted.and(found.isResponse());
        own.ready().assign(moves.not());
        var row = mux(moves, ownRead.behind(bytes), own.payload());
        when(
                any(moves, own.valid()),
                () -> owns.write(mux(moves, number, owner), cat(row.asBits().xorR(), row)));
    }
}
