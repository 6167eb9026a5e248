package org.jetstreamlan.nic.clan;

import java.util.List;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.clan.ClanEvent;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.abi.clan.EventRingEntry;
import org.jetstreamlan.abi.clan.TripwireEntry;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Selection;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.hdl.lib.coding.OneHot;
import org.jetstreamlan.nic.master.RingPlace;
import org.jetstreamlan.nic.master.WriteBeat;
import org.jetstreamlan.nic.master.WriteManager;

/// Keeps the event rings in the host's memory: what has happened to a source becomes an entry of its ring, of which it has one at most that is not consumed.
///
/// ```
/// forget ──┐                       ┌─ sources: what, how often, where its last entry lies
/// setting ─┤                       ├─ a list of sources for each ring: those that something has happened to
/// consumed ┼─ one at a time ───────┤
/// raise ───┤   3 clocks            └─ entry ── 4 beats ──> WriteManager ── done ── published
/// hand ────┘   the rings in turn: the first of a list becomes an entry, or, while its last one is not consumed, goes to the list's end
/// ```
/// An entry is in its ring while its index lies between consumer and producer. 16 bits of index say so: a source that was silent for 65,536 entries may be
/// taken for one whose entry is still there, and then waits until the host has consumed what is. A consumer index beyond the producer is not believed.
///
/// Nothing but `published` waits for the bus, and a `setting`, which waits for the entry that is being written. Latency 3 clocks from `raise` to the list, up to 3
/// x 16 more to the first beat; an entry in 3 clocks, 4 beats and the bus's answer.
public final class EventRings extends Module {
    private static final int RINGS = EventRingEntry.RINGS;
    private static final int DATA_WIDTH = 64;
    private static final int BEATS = RingEntry.BYTES * Byte.SIZE / DATA_WIDTH;

    /// Sources that are no endpoints, behind the words: ranges, and in the upper half counters.
    private static final int OTHERS = 64;

    private static final int COUNTERS_AT = OTHERS / 2;

    /// What is done.
    enum Job {
        CLEAR,
        FORGET,
        SETTING,
        CONSUMED,
        RAISE,
        HAND
    }

    /// Where that stands.
    enum Phase {
        PICK,
        READ,
        ACT
    }

    private final int words;
    private final int endpoints;
    private final int endpointWidth;
    private final int sourceWidth;

    /// All is forgotten; lasts until `cleared`.
    public final Bool restart = input(bool());

    public final Bool cleared = output(bool());
    public final Stream<Raise> raise = input(stream(Raise.TYPE));

    /// An endpoint begins anew: what happened to it before is nobody's.
    public final Flow<UInt> forget;

    /// Which ring an endpoint has.
    public final Flow<UInt> belongs;

    public final UInt itsRing = input(uint(Raise.RING_WIDTH));
    public final Stream<EventRingSetting> setting = input(stream(EventRingSetting.TYPE));

    /// Consumer of an endpoint's ring, as its owner says it; of ring 0, as the driver does.
    public final Stream<EndpointIndex> consumed;

    public final Flow<UInt> driverConsumed = input(flow(uint(EndpointIndex.INDEX_WIDTH)));
    public final Stream<WriteBeat> write = output(stream(WriteBeat.type(DATA_WIDTH)));
    public final Flow<Bool> done = input(flow(bool()));

    /// An entry with interrupt has been answered by the bus.
    public final Flow<UInt> published = output(flow(uint(Raise.RING_WIDTH)));

    /// The bus has refused one.
    public final Bool failed = output(bool());

    /// An entry is being written, or not answered.
    public final Bool busy = output(bool());

    private final Mem<EventSource> sources;
    private final Mem<UInt> links;
    private final Mem<UInt> rings;
    private final Mem<EventRingSetting> settings =
            mem(EventRingSetting.TYPE, RINGS, ReadUnderWrite.UNDEFINED);
    private final Mem<UInt> heads;
    private final Mem<UInt> tails;
    private final Mem<UInt> producers =
            mem(uint(EndpointIndex.INDEX_WIDTH), RINGS, ReadUnderWrite.UNDEFINED);
    private final Mem<UInt> consumers =
            mem(uint(EndpointIndex.INDEX_WIDTH), RINGS, ReadUnderWrite.UNDEFINED);
    private final Bits listed = reg(bits(RINGS), init(0));

    private final Enumerated<Phase> phase = reg(enumerated(Phase.class), Phase.PICK);
    private final Enumerated<Job> job = reg(enumerated(Job.class));
    private final UInt source;
    private final UInt ring = reg(uint(Raise.RING_WIDTH));
    private final UInt hand = reg(uint(Raise.RING_WIDTH), init(0));
    private final Raise happened = reg(Raise.TYPE);
    private final UInt index = reg(uint(EndpointIndex.INDEX_WIDTH));
    private final EventSource was = reg(EventSource.TYPE);
    private final UInt link;
    private final UInt place;
    private final Bool clear = reg(bool(), init(0));

    // What was asked for by a flow.
    private final Bool forgets = reg(bool(), init(0));
    private final UInt forgotten;
    private final Bool driverHas = reg(bool(), init(0));
    private final UInt driverIndex = reg(uint(EndpointIndex.INDEX_WIDTH));

    // What is written in ACT.
    private final EventSource next = wire(EventSource.TYPE);
    private final Bool writes = wire(bool());
    private final Bool appends = wire(bool());
    private final Bool pops = wire(bool());
    private final Bool publishes = wire(bool());
    private final Bool places = wire(bool());
    private final Bool consumes = wire(bool());

    // The entry that is being written.
    private final Bool writing = reg(bool(), init(0));
    private final Bool waiting = reg(bool(), init(0));
    private final UInt beat = reg(uint(2));
    private final Bits head = reg(bits(DATA_WIDTH));
    private final UInt sequence = reg(uint(EndpointIndex.INDEX_WIDTH));
    private final UInt address = reg(uint(WriteManager.ADDRESS_WIDTH));
    private final UInt toRing = reg(uint(Raise.RING_WIDTH));
    private final Bool interrupts = reg(bool());

    public EventRings(ClanSizes sizes) {
        this.words = sizes.words();
        this.endpoints = sizes.endpoints();
        this.endpointWidth = ClanParameters.numberWidth(sizes.endpoints());
        int count = sizes.words() + OTHERS + sizes.endpoints();
        this.sourceWidth = ClanParameters.numberWidth(count);
        super();
        this.forget = input(flow(uint(endpointWidth)));
        this.belongs = input(flow(uint(endpointWidth)));
        this.consumed = input(stream(EndpointIndex.type(endpointWidth)));
        this.sources = mem(EventSource.TYPE, count, ReadUnderWrite.UNDEFINED);
        this.links = mem(uint(sourceWidth), count, ReadUnderWrite.UNDEFINED);
        this.rings = mem(uint(Raise.RING_WIDTH), endpoints, ReadUnderWrite.UNDEFINED);
        this.heads = mem(uint(sourceWidth), RINGS, ReadUnderWrite.UNDEFINED);
        this.tails = mem(uint(sourceWidth), RINGS, ReadUnderWrite.UNDEFINED);
        this.source = reg(uint(sourceWidth));
        this.link = reg(uint(sourceWidth));
        this.place = reg(uint(sourceWidth), init(0));
        this.forgotten = reg(uint(endpointWidth));
    }

    @Override
    protected String moduleName() {
        return "EventRings_w" + words + "_e" + endpoints;
    }

    @Override
    protected void build() {
        when(belongs.valid(), () -> rings.write(belongs.payload(), itsRing));
        latch();
        for (Bool each : List.of(writes, appends, pops, publishes, places, consumes)) {
            each.assign(low());
        }
        next.assign(was);
        pick();
        when(phase.is(Phase.ACT), this::act);
        when(writes, () -> sources.write(source, next));
        lists();
        indices();
        send();
        cleared.assign(clear);
    }

    private void latch() {
        when(
                forget.valid(),
                () -> {
                    forgets.next(1);
                    forgotten.next(forget.payload());
                });
        when(
                driverConsumed.valid(),
                () -> {
                    driverHas.next(1);
                    driverIndex.next(driverConsumed.payload());
                });
        when(restart.not(), () -> clear.next(0));
    }

    // ---- what is next

    private UInt ofEndpoint(UInt number) {
        return number.zext(sourceWidth).add(words + OTHERS);
    }

    /// The source of what was raised.
    private UInt ofRaise() {
        var number = raise.payload().number();
        var kind = raise.payload().kind();
        var ofWord = number.zext(Math.max(sourceWidth, Raise.NUMBER_WIDTH)).trunc(sourceWidth);
        var low = number.trunc(5).zext(sourceWidth);
        var isRange = number.ge(TripwireEntry.RANGE_NUMBERS);
        var ofRange = number.trunc(4).zext(sourceWidth).add(words);
        return mux(
                kind.is(ClanEvent.Kind.ENDPOINT),
                ofEndpoint(number.trunc(endpointWidth)),
                mux(
                        kind.is(ClanEvent.Kind.REFUSAL),
                        low.add(words + COUNTERS_AT),
                        mux(isRange, ofRange, ofWord)));
    }

    private void pick() {
        var free = phase.is(Phase.PICK);
        var clears = all(restart, clear.not(), busy.not());
        var idle = restart.not();
        var sets = all(setting.valid(), writing.or(waiting).not());
        var first = any(restart, forgets);
        var isSetting = all(sets, first.not());
        var isDriver = all(driverHas, any(first, sets).not());
        var isConsumed = all(consumed.valid(), any(first, sets, driverHas).not());
        var before = any(first, sets, driverHas, consumed.valid());
        var isRaise = all(raise.valid(), before.not());
        var mayWrite = all(listed.bit(hand), writing.or(waiting).not());
        var isHand = all(any(before, raise.valid()).not(), mayWrite, idle);
        setting.ready().assign(all(free, isSetting));
        consumed.ready().assign(all(free, isConsumed));
        raise.ready().assign(all(free, isRaise));
        var isOfEndpoint = raise.payload().kind().is(ClanEvent.Kind.ENDPOINT);
        var whose =
                mux(
                        isConsumed,
                        consumed.payload().endpoint(),
                        raise.payload().number().trunc(endpointWidth));
        var ringOf = rings.readAsync(whose);
        var chosen = wire(uint(sourceWidth));
        chosen.assign(heads.readAsync(hand));
        when(restart, () -> chosen.assign(place))
                .elseWhen(forgets, () -> chosen.assign(ofEndpoint(forgotten)))
                .elseWhen(isRaise, () -> chosen.assign(ofRaise()));
        var itsState = sources.read(chosen);
        var itsLink = links.read(chosen);
        when(
                free,
                () -> {
                    source.next(chosen);
                    happened.next(raise.payload());
                    index.next(mux(driverHas, driverIndex, consumed.payload().index()));
                    ring.next(hand);
                    job.next(Job.HAND);
                    when(restart, () -> job.next(Job.CLEAR))
                            .elseWhen(forgets, () -> job.next(Job.FORGET))
                            .elseWhen(
                                    sets,
                                    () -> {
                                        job.next(Job.SETTING);
                                        ring.next(setting.payload().ring());
                                    })
                            .elseWhen(
                                    isDriver,
                                    () -> {
                                        job.next(Job.CONSUMED);
                                        ring.next(0);
                                        driverHas.next(driverConsumed.valid());
                                    })
                            .elseWhen(
                                    isConsumed,
                                    () -> {
                                        job.next(Job.CONSUMED);
                                        ring.next(ringOf);
                                    })
                            .elseWhen(
                                    isRaise,
                                    () -> {
                                        job.next(Job.RAISE);
                                        ring.next(
                                                mux(isOfEndpoint, ringOf, raise.payload().ring()));
                                    })
                            .otherwise(() -> hand.next(hand.add(1)));
                    when(
                            any(clears, all(idle, any(forgets, before, raise.valid())), isHand),
                            () -> phase.next(Phase.READ));
                });
        when(
                phase.is(Phase.READ),
                () -> {
                    was.next(itsState);
                    link.next(itsLink);
                    phase.next(Phase.ACT);
                });
        var placed = reg(EventRingSetting.TYPE);
        when(free, () -> placed.next(setting.payload()));
        when(
                places.or(phase.is(Phase.ACT).and(job.is(Job.CLEAR))),
                () ->
                        settings.write(
                                mux(job.is(Job.CLEAR), place.trunc(Raise.RING_WIDTH), ring),
                                mux(job.is(Job.CLEAR), EventRingSetting.TYPE.zero(), placed)));
    }

    // ---- what becomes of it

    private void act() {
        phase.next(Phase.PICK);
        select(job)
                .is(Job.CLEAR, this::clear)
                .is(
                        Job.FORGET,
                        () -> {
                            writes.assign(high());
                            forgets.next(forget.valid());
                            empty();
                        })
                .is(Job.SETTING, () -> places.assign(high()))
                .is(Job.CONSUMED, () -> consumes.assign(high()))
                .is(Job.RAISE, this::note)
                .is(Job.HAND, this::hand);
    }

    private void clear() {
        writes.assign(high());
        next.assign(EventSource.TYPE.zero());
        listed.next(0);
        forgets.next(0);
        driverHas.next(0);
        place.next(place.add(1));
        when(
                place.eq(sources.depth() - 1),
                () -> {
                    place.next(0);
                    clear.next(1);
                });
    }

    private void empty() {
        next.what().assign(0);
        next.reason().assign(ClanReason.NONE);
        next.count().assign(0);
    }

    private void note() {
        writes.assign(high());
        next.what().assign(was.what().or(happened.what()));
        var worse = happened.reason().asBits().asUInt().gt(was.reason().asBits().asUInt());
        next.reason().assign(mux(worse, happened.reason(), was.reason()));
        next.count().assign(mux(was.count().andR(), was.count(), was.count().add(1)));
        when(
                happened.tells(),
                () -> {
                    next.interrupts().assign(happened.interrupts());
                    next.waits().assign(high());
                    appends.assign(was.waits().not());
                });
    }

    /// The first of a list.
    private void hand() {
        var size = settings.readAsync(ring).log2();
        var used = producers.readAsync(ring).sub(consumers.readAsync(ring));
        var room = all(size.ne(0), used.shr(size).eq(0));
        var age = was.index().sub(consumers.readAsync(ring));
        var isThere = all(was.told(), age.lt(used));
        var none = was.count().eq(0);
        when(
                        none,
                        () -> {
                            pops.assign(high());
                            writes.assign(high());
                            next.waits().assign(low());
                        })
                .elseWhen(
                        room,
                        () -> {
                            pops.assign(high());
                            when(isThere, () -> appends.assign(high()))
                                    .otherwise(
                                            () -> {
                                                publishes.assign(high());
                                                writes.assign(high());
                                                empty();
                                                next.waits().assign(low());
                                                next.told().assign(high());
                                                next.index().assign(producers.readAsync(ring));
                                            });
                        });
    }

    // ---- lists and indices

    /// A source comes to the end, the first one goes, or both.
    private void lists() {
        var last = tails.readAsync(ring);
        var some = listed.bit(ring);
        var alone = heads.readAsync(ring).eq(last);
        var turns = all(appends, pops);
        var stays = all(turns, alone);
        when(all(appends, some, stays.not()), () -> links.write(last, source));
        when(all(appends, stays.not()), () -> tails.write(ring, source));
        var begins = all(appends, some.not());
        when(
                any(begins, all(pops, alone.not())),
                () -> heads.write(ring, mux(begins, source, link)));
        var mask = OneHot.of(ring, RINGS);
        when(begins, () -> listed.next(listed.or(mask)))
                .elseWhen(all(pops, alone, turns.not()), () -> listed.next(listed.and(mask.not())));
    }

    private void indices() {
        var producer = producers.readAsync(ring);
        var consumer = consumers.readAsync(ring);
        var passed = index.sub(consumer);
        var believed = passed.le(producer.sub(consumer));
        var begins = any(places, all(phase.is(Phase.ACT), job.is(Job.CLEAR)));
        var which = mux(job.is(Job.CLEAR), place.trunc(Raise.RING_WIDTH), ring);
        when(
                any(begins, publishes),
                () ->
                        producers.write(
                                which,
                                mux(begins, num(0, EndpointIndex.INDEX_WIDTH), producer.add(1))));
        when(
                any(begins, all(consumes, believed)),
                () ->
                        consumers.write(
                                which, mux(begins, num(0, EndpointIndex.INDEX_WIDTH), index)));
    }

    // ---- the entry

    /// Kind and number of a source.
    private Bits name() {
        var isWord = source.lt(words);
        var isEndpoint = source.ge(words + OTHERS);
        var behind = source.sub(words);
        var isCounter = behind.ge(COUNTERS_AT);
        int width = Math.max(sourceWidth, Raise.NUMBER_WIDTH);
        var ofEndpoint = source.sub(words + OTHERS).zext(width);
        var ofCounter = behind.sub(COUNTERS_AT).zext(width);
        var ofRange = behind.zext(width).add(TripwireEntry.RANGE_NUMBERS);
        var number =
                mux(
                        isWord,
                        source.zext(width),
                        mux(isEndpoint, ofEndpoint, mux(isCounter, ofCounter, ofRange)));
        var kind =
                mux(
                        isEndpoint,
                        kind(ClanEvent.Kind.ENDPOINT),
                        mux(
                                isWord.or(isCounter.not()),
                                kind(ClanEvent.Kind.TRIPWIRE),
                                kind(ClanEvent.Kind.REFUSAL)));
        var isRefusal = all(isEndpoint.not(), isWord.not(), isCounter);
        var reason = mux(isRefusal, number.trunc(8).asBits(), was.reason().asBits().zext(8));
        return cat(number.zext(16), reason, was.what(), kind);
    }

    private static Bits kind(ClanEvent.Kind kind) {
        return lit(kind.ordinal(), ClanEvent.KIND.width());
    }

    private void send() {
        var at = settings.readAsync(ring);
        var producer = producers.readAsync(ring);
        var mask = ones(EndpointIndex.INDEX_WIDTH).shl(at.log2()).not();
        var slot = producer.asBits().and(mask).asUInt();
        when(
                publishes,
                () -> {
                    writing.next(1);
                    beat.next(0);
                    head.next(cat(was.count().zext(32), name()));
                    sequence.next(producer.add(1));
                    address.next(new RingPlace(high(), at.base()).address(slot));
                    toRing.next(ring);
                    interrupts.next(was.interrupts());
                });
        var isLast = beat.eq(BEATS - 1);
        var nothing = zeros(DATA_WIDTH);
        var out = write.payload();
        write.valid().assign(writing);
        out.address().assign(address);
        out.len().assign(BEATS - 1);
        out.data()
                .assign(
                        Selection.of(
                                List.of(head, nothing, nothing, cat(sequence.zext(32), zeros(32))),
                                beat));
        out.strb().assign(ones(DATA_WIDTH / 8));
        out.last().assign(isLast);
        when(
                write.fire(),
                () -> {
                    beat.next(beat.add(1));
                    when(
                            isLast,
                            () -> {
                                writing.next(0);
                                waiting.next(1);
                            });
                });
        when(done.valid(), () -> waiting.next(0));
        busy.assign(writing.or(waiting));
        published.valid().assign(all(done.valid(), interrupts));
        published.payload().assign(toRing);
        failed.assign(all(done.valid(), done.payload()));
    }
}
