package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanOperation;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.DmaDescriptor;
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
import org.jetstreamlan.nic.master.ReadBeat;
import org.jetstreamlan.nic.master.ReadBurst;
import org.jetstreamlan.regs.Field;

/// Reads frames of send queues, and RESPONSEs, out of the host's memory, one at a time, and stages them: `docs/clan.md`, DMA and Reading.
///
/// ```
/// start ── place ── descriptor ── size, limit ── split ─┬─ check ── piece ─┬─ put ── result
///          DmaPlaces  a burst, or                       └──── at most 2 ───┘
///                     the one kept
/// ```
/// A frame is cut at the end of a descriptor, at 4 KiB of remote addresses, and in descriptors of up to 2 KiB at 512 bytes. Each piece of it is checked each
/// time that it is read: key, the endpoint's tag, LOCAL_READ, bounds; of a RESPONSE RDMA_READ, and it is cut at 4 KiB of the places that it goes to.
///
/// A READ has no piece: where its bytes go is checked, LOCAL_WRITE, told to the receiver, unless it goes again, and its cell says how many there are.
///
/// Without waits for the bus 10 clocks from `start` to the descriptor's burst, 9 from its last beat to the first piece's, and 6 from the last beat to the result; between
/// them a cell a clock; a RESPONSE needs no descriptor. What a descriptor's first frame has read serves the next ones, as long as no other queue comes between.
public final class DmaEngine extends Module {
    private static final int SHORT_BYTES = 2_048;
    private static final int SHORT_FRAME_BYTES = 512;
    private static final int BYTES_WIDTH = FrameHead.BYTES_WIDTH;
    private static final int LOG2_PAGE = BYTES_WIDTH - 1;
    private static final int OFFSET_WIDTH = QueuePlace.OFFSET_WIDTH;
    private static final int LOG2_DESCRIPTOR = Integer.numberOfTrailingZeros(DmaDescriptor.BYTES);
    private static final int LOG2_INLINE = LOG2_DESCRIPTOR - 1;

    /// What it is about.
    enum Phase {
        IDLE,
        LOAD,
        LOADED,
        LOOK,
        BEGIN,
        PEER,
        FETCH,
        DESCRIBE,
        PARSE,
        SIZE,
        LIMIT,
        BYTES,
        SPLIT,
        ADDRESS,
        CHECK,
        ANSWER,
        PIECE,
        OWN,
        DRAIN,
        ABANDON,
        PUT,
        RESULT
    }

    private final int endpoints;
    private final int endpointWidth;

    /// Whose queue begins anew, and where it is.
    public final Flow<UInt> setUp;

    public final QueueSetting setting = input(QueueSetting.TYPE);

    /// A queue has become longer; at most once in 4 clocks.
    public final Flow<EndpointIndex> producer;

    /// Queues that have become longer.
    public final Stream<UInt> rung;

    public final Stream<DmaStart> start;
    public final Stream<DmaResult> result;

    /// Whatever is under way of this endpoint is not to be staged.
    public final Flow<UInt> drop;

    /// A frame is acknowledged; the queue begins anew; see [DmaPlaces].
    public final Flow<UInt> acknowledge = input(flow(uint(DmaPlaces.SLOT_WIDTH)));

    public final UInt acknowledged;
    public final Bool acknowledgedResponse = input(bool());
    public final Flow<UInt> clear;
    public final Flow<DmaAcknowledged> told;
    public final Flow<EndpointIndex> readsAnswered;

    /// The READ of a peer's, see [ReadPlaces].
    public final UInt peerAsked;

    public final PeerRead peerRead = input(PeerRead.TYPE);
    public final Bool peerBroken = input(bool());

    /// Where the bytes of a READ of `owner` go: it is about to leave for the first time.
    public final Stream<OwnRead> own = output(stream(OwnRead.TYPE));

    // The region port
    public final Bool asks = output(bool());
    public final UInt number = output(uint(RegionEntry.NUMBER_WIDTH));
    public final RegionQuery query = output(RegionQuery.TYPE);
    public final Bool takes = input(bool());
    public final Bool answered = input(bool());
    public final RegionAnswer answer = input(RegionAnswer.TYPE);

    // The host's memory
    public final Stream<ReadBurst> read = output(stream(ReadBurst.type()));
    public final Flow<ReadBeat> beat = input(flow(ReadBeat.type(StoreQueue.CELL_BITS)));

    // To Stage
    public final Bool room = input(bool());
    public final Bool begins = output(bool());
    public final UInt slot = input(uint(DmaPlaces.SLOT_WIDTH));
    public final Flow<Bits> cell = output(flow(bits(StoreQueue.CELL_BITS)));
    public final Flow<StagedFrame> put = output(flow(StagedFrame.TYPE));
    public final UInt owner;

    /// A frame is being read.
    public final Bool busy = output(bool());

    private final DmaPlaces places;
    private final Descriptor descriptor = child(new Descriptor());
    private final DataFetch data = child(new DataFetch());
    private final Mem<Bits> settings;
    private final Mem<UInt> producers;

    private final Enumerated<Phase> phase = reg(enumerated(Phase.class), Phase.IDLE);
    private final DmaStart job;
    private final Bool dropped = reg(bool());
    private final QueuePlace here = reg(QueuePlace.TYPE);
    private final Bool lost = reg(bool());
    private final Bool kept = reg(bool(), init(0));
    private final UInt keptFor;
    private final UInt keptIndex = reg(uint(QueuePlace.INDEX_WIDTH));

    // The READ that is answered
    private final Bits peerKey = reg(bits(32));
    private final UInt peerAddress = reg(uint(RegionEntry.ADDRESS_WIDTH));
    private final UInt peerPlace = reg(uint(PeerRead.PLACE_WIDTH));

    // The frame
    private final UInt total = reg(uint(OFFSET_WIDTH));

    /// Of the descriptor; negative, if the host has put a shorter one there behind its first frames.
    private final UInt rest = reg(uint(OFFSET_WIDTH + 1));

    private final Bits key = reg(bits(32));
    private final UInt address = reg(uint(RegionEntry.ADDRESS_WIDTH));
    private final Bool inFirst = reg(bool());
    private final UInt beyond = reg(uint(OFFSET_WIDTH));
    private final UInt firstLeft = reg(uint(OFFSET_WIDTH));
    private final UInt limit = reg(uint(BYTES_WIDTH));
    private final UInt bytes = reg(uint(BYTES_WIDTH));
    private final Bool last = reg(bool());
    private final Bool empty = reg(bool());

    // The piece
    private final Bool segment = reg(bool());
    private final UInt within = reg(uint(OFFSET_WIDTH));
    private final UInt count = reg(uint(BYTES_WIDTH));
    private final UInt after = reg(uint(BYTES_WIDTH));
    private final UInt from = reg(uint(RegionEntry.ADDRESS_WIDTH));
    private final UInt bus = reg(uint(RegionEntry.ADDRESS_WIDTH));

    private final Enumerated<DmaResult.Outcome> outcome = reg(enumerated(DmaResult.Outcome.class));
    private final Enumerated<ClanReason> reason = reg(enumerated(ClanReason.class));

    /// @param endpoints a power of two
    public DmaEngine(int endpoints) {
        this.endpoints = endpoints;
        this.endpointWidth = ClanParameters.numberWidth(endpoints);
        super();
        this.setUp = input(flow(uint(endpointWidth)));
        this.producer = input(flow(EndpointIndex.type(endpointWidth)));
        this.rung = output(stream(uint(endpointWidth)));
        this.start = input(stream(DmaStart.type(endpointWidth)));
        this.result = output(stream(DmaResult.type(endpointWidth)));
        this.drop = input(flow(uint(endpointWidth)));
        this.acknowledged = input(uint(endpointWidth));
        this.clear = input(flow(uint(endpointWidth)));
        this.told = output(flow(DmaAcknowledged.type(endpointWidth)));
        this.readsAnswered = output(flow(EndpointIndex.type(endpointWidth)));
        this.peerAsked = output(uint(endpointWidth + ReadPlaces.LOG2_PLACES));
        this.owner = output(uint(endpointWidth));
        this.places = child(new DmaPlaces(endpointWidth));
        this.settings =
                mem(bits(QueueSetting.TYPE.width() + 1), endpoints, ReadUnderWrite.UNDEFINED);
        this.producers = mem(uint(QueuePlace.INDEX_WIDTH), endpoints, ReadUnderWrite.UNDEFINED);
        this.job = reg(DmaStart.type(endpointWidth));
        this.keptFor = reg(uint(endpointWidth));
    }

    @Override
    protected String moduleName() {
        return "DmaEngine_n" + endpoints;
    }

    @Override
    protected void build() {
        queues();
        fetch();
        var seen = settings.read(start.payload().endpoint(), start.fire());
        var mine = QueueSetting.TYPE.fromBits(seen.trunc(QueueSetting.TYPE.width()));
        start.ready().assign(all(phase.is(Phase.IDLE), room));
        begins.assign(low());
        select(phase)
                .is(
                        Phase.IDLE,
                        () -> {
                            job.next(start.payload());
                            dropped.next(0);
                            when(start.fire(), () -> phase.next(Phase.LOAD));
                        })
                .is(
                        Phase.LOAD,
                        () -> when(acknowledge.valid().not(), () -> phase.next(Phase.LOADED)))
                .is(Phase.LOADED, () -> phase.next(Phase.LOOK))
                .is(
                        Phase.LOOK,
                        () -> {
                            here.next(places.place);
                            lost.next(any(places.broken, seen.xorR()));
                            phase.next(Phase.BEGIN);
                        })
                .is(Phase.BEGIN, () -> begin(mine))
                .is(Phase.PEER, this::peer)
                .is(Phase.FETCH, () -> when(data.pieces.ready(), () -> phase.next(Phase.DESCRIBE)))
                .is(
                        Phase.DESCRIBE,
                        () ->
                                when(
                                        descriptor.there,
                                        () -> {
                                            kept.next(1);
                                            phase.next(Phase.PARSE);
                                        }))
                .is(Phase.PARSE, () -> parse(mine))
                .is(
                        Phase.SIZE,
                        () -> when(lost, () -> fail(ClanReason.MEMORY)).otherwise(this::size))
                .is(Phase.LIMIT, this::limit)
                .is(Phase.BYTES, this::bytes)
                .is(Phase.SPLIT, this::split)
                .is(
                        Phase.ADDRESS,
                        () -> {
                            var place = mux(job.response(), peerAddress, descriptor.itsAddress);
                            from.next(place.add(within.zext(from.width())));
                            phase.next(Phase.CHECK);
                        })
                .is(Phase.CHECK, () -> when(takes, () -> phase.next(Phase.ANSWER)))
                .is(Phase.ANSWER, () -> when(answered, this::answer))
                .is(Phase.PIECE, () -> when(data.pieces.ready(), this::piece))
                .is(
                        Phase.OWN,
                        () -> when(any(own.ready(), job.again()), () -> phase.next(Phase.PUT)))
                .is(
                        Phase.DRAIN,
                        () ->
                                when(
                                        data.done,
                                        () -> {
                                            phase.next(Phase.PUT);
                                            when(
                                                    data.failed,
                                                    () ->
                                                            fail(
                                                                    mux(
                                                                            job.response(),
                                                                            constant(
                                                                                    ClanReason.BUS),
                                                                            constant(
                                                                                    ClanReason
                                                                                            .LOCAL_BUS))));
                                        }))
                .is(Phase.ABANDON, () -> when(data.empty, () -> phase.next(Phase.RESULT)))
                .is(
                        Phase.PUT,
                        () ->
                                when(
                                        any(places.put.ready(), dropped),
                                        () -> phase.next(Phase.RESULT)))
                .is(Phase.RESULT, () -> when(result.ready(), () -> phase.next(Phase.IDLE)));
        when(
                all(drop.valid(), drop.payload().eq(job.endpoint()), phase.is(Phase.IDLE).not()),
                () -> dropped.next(1));
        when(any(setUp.valid(), clear.valid()), () -> kept.next(0));
        busy.assign(phase.is(Phase.IDLE).not());
        check(mine);
        end(mine);
        waits();
    }

    // ---- who has something

    private void queues() {
        // Held while a queue is set up, or another comes to the scheduler.
        var rings = reg(bool(), init(0));
        var bell = reg(EndpointIndex.type(endpointWidth));
        when(rung.fire(), () -> rings.next(0));
        when(
                producer.valid(),
                () -> {
                    rings.next(1);
                    bell.next(producer.payload());
                    check(any(rings.not(), rung.fire()), "a doorbell has its place");
                });
        rung.valid().assign(all(rings, setUp.valid().not()));
        rung.payload().assign(bell.endpoint());
        var whose = mux(setUp.valid(), setUp.payload(), bell.endpoint());
        var index = mux(setUp.valid(), num(0, QueuePlace.INDEX_WIDTH), bell.index());
        when(any(setUp.valid(), rung.fire()), () -> producers.write(whose, index));
        when(
                setUp.valid(),
                () -> settings.write(setUp.payload(), cat(setting.asBits().xorR(), setting)));
        places.slot.assign(job.slot());
        places.endpoint.assign(job.endpoint());
        places.response.assign(job.response());
        places.ofSlot.assign(job.ahead());
        places.acknowledge.assign(acknowledge);
        places.acknowledged.assign(acknowledged);
        places.acknowledgedResponse.assign(acknowledgedResponse);
        places.clear.assign(clear);
        told.assign(places.told);
        readsAnswered.assign(places.answered);
    }

    private void fetch() {
        connect(read, data.read);
        descriptor.begin.assign(all(phase.is(Phase.FETCH), data.pieces.ready()));
        descriptor.beat.valid().assign(all(beat.valid(), descriptor.under));
        descriptor.beat.payload().assign(beat.payload());
        data.beat.valid().assign(all(beat.valid(), descriptor.under.not()));
        data.beat.payload().assign(beat.payload());
        descriptor.segment.assign(segment);
        // A READ's cell: first the bytes that it wants, then the place's lowest bits.
        var isOwn = all(phase.is(Phase.OWN), any(own.ready(), job.again()));
        var place = from.trunc(PeerRead.PLACE_WIDTH).asBits().zext(32);
        var wanted = total.trunc(PeerRead.BYTES_WIDTH).asBits();
        cell.valid().assign(any(data.cell.valid(), isOwn));
        cell.payload()
                .assign(
                        mux(
                                isOwn,
                                cat(FrameBuilder.swapped(place), FrameBuilder.swapped(wanted)),
                                data.cell.payload()));
        own.valid().assign(all(phase.is(Phase.OWN), job.again().not()));
        own.payload()
                .assign(
                        OwnRead.of(
                                descriptor.itsKey,
                                from,
                                total.trunc(PeerRead.BYTES_WIDTH),
                                has(DmaDescriptor.COMPLETE)));
    }

    // ---- the descriptor

    private void begin(QueueSetting mine) {
        var mask = ones(QueuePlace.INDEX_WIDTH).shl(mine.log2()).not();
        var entry = here.index().asBits().and(mask).asUInt();
        var place = mine.base().add(entry.zext(QueueSetting.BASE_WIDTH));
        bus.next(cat(place, zeros(LOG2_DESCRIPTOR)).asUInt());
        var nothing = any(mine.log2().eq(0), here.index().eq(producers.readAsync(job.endpoint())));
        var same = all(kept, keptFor.eq(job.endpoint()), keptIndex.eq(here.index()));
        when(
                job.response().not(),
                () -> {
                    keptFor.next(job.endpoint());
                    keptIndex.next(here.index());
                });
        when(lost, () -> fail(ClanReason.MEMORY))
                .elseWhen(job.response(), () -> phase.next(Phase.PEER))
                .elseWhen(
                        nothing,
                        () -> {
                            kept.next(0);
                            ends(DmaResult.Outcome.NOTHING);
                        })
                .elseWhen(same, () -> phase.next(Phase.PARSE))
                .otherwise(
                        () -> {
                            kept.next(0);
                            phase.next(Phase.FETCH);
                        });
    }

    /// The READ of a peer's, of which the RESPONSEs before have answered `offset` bytes.
    private void peer() {
        total.next(peerRead.bytes().zext(OFFSET_WIDTH));
        peerKey.next(peerRead.key());
        peerAddress.next(peerRead.address());
        peerPlace.next(peerRead.place());
        lost.next(peerBroken);
        phase.next(Phase.SIZE);
    }

    private Bits of(Field field) {
        return ClanBits.of(descriptor.head, field);
    }

    private Bool has(Field flag) {
        return of(flag).orR();
    }

    private Bool isOperation(int operation) {
        return of(DmaDescriptor.OPERATION).eq(operation);
    }

    private void parse(QueueSetting mine) {
        var amount = of(DmaDescriptor.COUNT).asUInt();
        var isInline = has(DmaDescriptor.INLINE);
        var isNothing = isOperation(DmaDescriptor.NOTHING);
        var isTransfer = isOperation(DmaDescriptor.TRANSFER);
        var isRead = isOperation(DmaDescriptor.READ);
        var isData = any(isOperation(DmaDescriptor.WRITE), isTransfer);
        var most =
                mux(
                        isInline,
                        num(DmaDescriptor.INLINE_BYTES, amount.width()),
                        num(DmaDescriptor.SEGMENTS, amount.width()));
        var plain = all(isInline.not(), has(DmaDescriptor.MORE).not());
        var mayRead =
                all(
                        plain,
                        amount.eq(1),
                        tells().not(),
                        mine.level().ne(ClanLevel.UNRELIABLE_DELIVERY.ordinal()));
        var counts =
                mux(
                        isNothing,
                        all(amount.eq(0), plain),
                        any(all(isRead, mayRead), all(isData, amount.ne(0), amount.le(most))));
        var fits =
                mux(
                        here.goesOn(),
                        all(descriptor.nowhere, isData, isTransfer.eq(here.transfer())),
                        any(isNothing.not(), descriptor.nowhere));
        // A READ that goes again is the one that is not done.
        var isSecond = all(isRead, descriptor.first.ne(0), job.reading(), job.again().not());
        var waits = any(isFenced(), isSecond);
        total.next(descriptor.first.addFull(descriptor.second));
        when(descriptor.refused, () -> fail(ClanReason.LOCAL_BUS))
                .elseWhen(
                        any(descriptor.reserved, counts.not(), fits.not()),
                        () -> fail(ClanReason.DESCRIPTOR))
                .elseWhen(waits, () -> ends(DmaResult.Outcome.FENCED))
                .otherwise(() -> phase.next(Phase.SIZE));
    }

    /// The descriptor is to wait for what is before it, and that is not done.
    private Bool isFenced() {
        return all(has(DmaDescriptor.FENCE), here.offset().eq(0), job.quiet().not());
    }

    // ---- the frame

    /// A READ of the queue's; what a descriptor of before says is nothing to a RESPONSE.
    private Bool isRead() {
        return all(isOperation(DmaDescriptor.READ), job.response().not());
    }

    private Bits code(ClanOperation operation) {
        return lit(operation.code(), StagedFrame.OPERATION_WIDTH);
    }

    private Bool tells() {
        return any(has(DmaDescriptor.NOTIFY), has(DmaDescriptor.ASK));
    }

    private void size() {
        var none = total.eq(0);
        var continues = any(here.goesOn(), here.offset().ne(0));
        var response = job.response();
        var firstBytes = mux(response, total, descriptor.first.zext(OFFSET_WIDTH));
        rest.next(total.zext(OFFSET_WIDTH + 1).sub(here.offset().zext(OFFSET_WIDTH + 1)));
        empty.next(none);
        last.next(none);
        bytes.next(0);
        key.next(mux(continues, here.key(), descriptor.key));
        address.next(mux(continues, here.address(), descriptor.address));
        inFirst.next(here.offset().lt(firstBytes));
        firstLeft.next(firstBytes.sub(here.offset()));
        when(
                response,
                () -> {
                    key.next(zeros(32));
                    address.next(
                            peerPlace
                                    .zext(address.width())
                                    .add(here.offset().zext(address.width())));
                });
        beyond.next(here.offset().sub(descriptor.first.zext(OFFSET_WIDTH)));
        phase.next(Phase.LIMIT);
        when(
                        none,
                        () -> {
                            outcome.next(DmaResult.Outcome.SKIPPED);
                            phase.next(Phase.PUT);
                            when(tells(), () -> phase.next(Phase.BYTES))
                                    .elseWhen(
                                            job.quiet().not(),
                                            () -> ends(DmaResult.Outcome.FENCED));
                        })
                .elseWhen(
                        isRead(),
                        () -> {
                            bytes.next(StoreQueue.CELL_BYTES);
                            last.next(1);
                            segment.next(0);
                            within.next(0);
                            outcome.next(DmaResult.Outcome.STAGED);
                            phase.next(Phase.ADDRESS);
                        });
    }

    private void limit() {
        var isShort = all(total.le(SHORT_BYTES), job.response().not());
        var most =
                mux(
                        isShort,
                        num(SHORT_FRAME_BYTES, BYTES_WIDTH),
                        num(ClanFrame.DATA_BYTES_MAXIMUM, BYTES_WIDTH));
        var toPage =
                num(ClanFrame.DATA_BYTES_MAXIMUM, BYTES_WIDTH)
                        .sub(address.trunc(LOG2_PAGE).zext(BYTES_WIDTH));
        limit.next(mux(toPage.lt(most), toPage, most));
        phase.next(Phase.BYTES);
        when(any(rest.bit(OFFSET_WIDTH), rest.eq(0)), () -> fail(ClanReason.DESCRIPTOR));
    }

    private void bytes() {
        var ends = rest.le(limit.zext(OFFSET_WIDTH + 1));
        begins.assign(high());
        outcome.next(DmaResult.Outcome.STAGED);
        when(
                        empty.not(),
                        () -> {
                            last.next(ends);
                            bytes.next(mux(ends, rest.trunc(BYTES_WIDTH), limit));
                            phase.next(Phase.SPLIT);
                        })
                .otherwise(() -> phase.next(Phase.PUT));
    }

    /// The first piece, and how many bytes follow it.
    private void split() {
        var one = firstLeft.ge(bytes.zext(OFFSET_WIDTH)).or(inFirst.not());
        segment.next(inFirst.not());
        within.next(mux(inFirst, here.offset(), beyond));
        count.next(mux(one, bytes, firstLeft.trunc(BYTES_WIDTH)));
        after.next(mux(one, num(0, BYTES_WIDTH), bytes.sub(firstLeft.trunc(BYTES_WIDTH))));
        phase.next(Phase.ADDRESS);
        // Data of a descriptor lies in its second half, and needs no region.
        when(
                all(has(DmaDescriptor.INLINE), job.response().not()),
                () -> {
                    var place = bus.slice(bus.width() - 1, LOG2_DESCRIPTOR);
                    bus.next(cat(place, high(), here.offset().trunc(LOG2_INLINE)).asUInt());
                    phase.next(Phase.PIECE);
                });
    }

    // ---- its pieces

    private void check(QueueSetting mine) {
        asks.assign(phase.is(Phase.CHECK));
        var itsKey = mux(job.response(), peerKey, descriptor.itsKey);
        number.assign(ClanBits.of(itsKey, RegionKey.ENTRY).asUInt());
        query.generation().assign(ClanBits.of(itsKey, RegionKey.GENERATION));
        query.tag().assign(mine.tag());
        query.rights()
                .assign(
                        mux(
                                job.response(),
                                right(org.jetstreamlan.abi.clan.RegionEntry.RDMA_READ),
                                mux(
                                        isRead(),
                                        right(org.jetstreamlan.abi.clan.RegionEntry.LOCAL_WRITE),
                                        right(org.jetstreamlan.abi.clan.RegionEntry.LOCAL_READ))));
        query.address().assign(from);
        data.begin.assign(begins);
        data.lane.assign(address.trunc(3));
        var describes = phase.is(Phase.FETCH);
        data.plain.assign(describes);
        data.pieces.valid().assign(any(describes, phase.is(Phase.PIECE)));
        data.pieces.payload().bus().assign(bus);
        data.pieces
                .payload()
                .bytes()
                .assign(mux(describes, num(DmaDescriptor.BYTES, BYTES_WIDTH), count));
        data.pieces.payload().last().assign(after.eq(0));
    }

    private Bits right(int right) {
        return lit(right, RegionEntry.RIGHTS);
    }

    private void answer() {
        bus.next(answer.bus());
        var isRead = isRead();
        phase.next(mux(isRead, constant(Phase.OWN), constant(Phase.PIECE)));
        when(isRead, () -> begins.assign(high()));
        var fits =
                mux(
                        isRead,
                        total.trunc(PeerRead.BYTES_WIDTH).le(answer.extent()),
                        count.le(answer.room()));
        var right = answer.reason().is(ClanReason.NONE);
        var found =
                mux(
                        answer.reason().is(ClanReason.MEMORY),
                        constant(ClanReason.MEMORY),
                        constant(ClanReason.READ_REFUSED));
        when(
                all(right, fits).not(),
                () -> fail(mux(job.response(), found, constant(ClanReason.SEGMENT))));
    }

    private void piece() {
        segment.next(1);
        within.next(0);
        count.next(after);
        after.next(0);
        phase.next(mux(after.eq(0), constant(Phase.DRAIN), constant(Phase.ADDRESS)));
    }

    // ---- what becomes of it

    private void ends(DmaResult.Outcome what) {
        outcome.next(what);
        phase.next(Phase.RESULT);
    }

    private void fail(ClanReason why) {
        fail(constant(why));
    }

    private void fail(Enumerated<ClanReason> why) {
        outcome.next(DmaResult.Outcome.FAILED);
        reason.next(why);
        phase.next(Phase.ABANDON);
    }

    private void end(QueueSetting mine) {
        var skips = outcome.is(DmaResult.Outcome.SKIPPED);
        var isMore = has(DmaDescriptor.MORE);
        var behind = places.put.payload();
        var isReliable = mine.level().eq(ClanLevel.RELIABLE_RECEPTION.ordinal());
        var isData = any(job.response(), isRead()).not();
        var asksReply = all(isData, any(has(DmaDescriptor.ASK), all(isReliable, isMore.not())));
        places.put.valid().assign(all(phase.is(Phase.PUT), dropped.not()));
        places.putSlot.assign(slot);
        places.putDone.assign(skips);
        places.putEndpoint.assign(job.endpoint());
        behind.index().assign(here.index().add(last.asUInt().zext(QueuePlace.INDEX_WIDTH)));
        behind.offset()
                .assign(
                        mux(
                                last,
                                num(0, OFFSET_WIDTH),
                                here.offset().add(bytes.zext(OFFSET_WIDTH))));
        behind.goesOn().assign(mux(last, isMore, here.goesOn()));
        behind.transfer().assign(isOperation(DmaDescriptor.TRANSFER));
        // With a REPLY that is asked for it is done when that comes; a READ with its last RESPONSE.
        var completes = all(last, isData, has(DmaDescriptor.COMPLETE));
        behind.completes().assign(all(completes, any(skips, asksReply.not())));
        put.payload().completes().assign(all(completes, asksReply));
        put.payload().index().assign(behind.index());
        behind.key().assign(key);
        behind.address().assign(address.add(bytes.zext(RegionEntry.ADDRESS_WIDTH)));

        result.valid().assign(phase.is(Phase.RESULT));
        result.payload().endpoint().assign(job.endpoint());
        result.payload().response().assign(job.response());
        result.payload()
                .outcome()
                .assign(mux(dropped, constant(DmaResult.Outcome.NOTHING), outcome));
        result.payload().reason().assign(reason);
        result.payload().asks().assign(asksReply);
        result.payload().index().assign(behind.index());
        put.valid().assign(all(result.fire(), dropped.not(), outcome.is(DmaResult.Outcome.STAGED)));
        var isTransfer = all(isOperation(DmaDescriptor.TRANSFER), empty.not());
        put.payload()
                .operation()
                .assign(
                        mux(
                                job.response(),
                                code(ClanOperation.RESPONSE),
                                mux(
                                        isRead(),
                                        code(ClanOperation.READ),
                                        mux(
                                                isTransfer,
                                                code(ClanOperation.TRANSFER),
                                                code(ClanOperation.WRITE)))));
        put.payload().ends().assign(all(last, job.response()));
        var notifies = all(last, isData, has(DmaDescriptor.NOTIFY));
        put.payload().flags().assign(cat(all(last, asksReply), notifies));
        put.payload().key().assign(key);
        put.payload().address().assign(address);
        put.payload().bytes().assign(bytes);
        put.payload().slot().assign(slot);
        owner.assign(job.endpoint());
        peerAsked.assign(cat(here.index().bit(0), job.endpoint()).asUInt());
    }

    /// Nothing is made of a descriptor that waits. What is said of its words holds that up in an induction.
    private void waits() {
        var makes =
                any(
                        phase.is(Phase.SIZE),
                        phase.is(Phase.LIMIT),
                        phase.is(Phase.BYTES),
                        phase.is(Phase.SPLIT),
                        phase.is(Phase.ADDRESS),
                        phase.is(Phase.CHECK),
                        phase.is(Phase.ANSWER),
                        phase.is(Phase.PIECE),
                        phase.is(Phase.OWN),
                        phase.is(Phase.DRAIN),
                        phase.is(Phase.PUT));
        var made = any(outcome.is(DmaResult.Outcome.STAGED), outcome.is(DmaResult.Outcome.SKIPPED));
        var frame = all(any(makes, all(phase.is(Phase.RESULT), made)), job.response().not());
        check(any(frame.not(), isFenced().not()), "nothing passes a fence");
        check(
                any(phase.is(Phase.ABANDON).not(), outcome.is(DmaResult.Outcome.FAILED)),
                "what is given up has failed");
        check(
                any(descriptor.under.not(), phase.is(Phase.DESCRIBE)),
                "a descriptor comes while it is waited for");
        check(any(descriptor.under.not(), descriptor.there.not()), "it is there, or comes");
        check(
                any(phase.is(Phase.PEER).not(), job.response()),
                "a peer's READ is looked at for a RESPONSE");
    }
}
