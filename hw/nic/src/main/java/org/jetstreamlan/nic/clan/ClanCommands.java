package org.jetstreamlan.nic.clan;

import static org.jetstreamlan.nic.clan.ClanBits.of;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.ClanRegisters;
import org.jetstreamlan.abi.clan.ClanTable;
import org.jetstreamlan.abi.clan.EndpointEntry;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.EventRingEntry;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.regs.Field;

/// Does what the driver asks of CLAN's tables, one thing at a time, and clears them all at a restart.
///
/// | command | does |
/// | --- | --- |
/// | REGION, WRITE | writes the entry; if it is none then, waits until nothing that was judged by the old one is on its way |
/// | APERTURE, WRITE | refused while the endpoint that the page names so far, if it has a kind, is not CLOSED and its part is not empty |
/// | ENDPOINT, WRITE | CLOSED: it begins anew. HELD: identity and peer. Else refused |
/// | ENDPOINT, READ | state, reason |
/// | ENDPOINT, OPEN, BREAK | see [Scheduler] |
/// | ENDPOINT, CLOSE | and waits as REGION does, and for a status page that is being written |
/// | WORD, RANGE, WRITE | refused where it may not lie; waits as REGION does, so that nothing of the old entry is due any more |
/// | RING, WRITE | waits for an entry that is being written |
///
/// All else is refused. Of what is to be waited for there are two sides, a bit that turns: frames that are taken later belong to the other.
public final class ClanCommands extends Module {
    /// Words of an entry.
    public static final int WORDS = ClanRegisters.DATA_WORDS;

    /// Clocks after which each frame that ends has been judged by what a table says now, and the MAC has taken each that it had begun.
    private static final int JUDGED_CLOCKS = 31;

    private static final int IN_FLIGHT_WIDTH = 8;

    /// Where a command stands.
    enum State {
        CLEARING,
        IDLE,
        /// The endpoint is being asked about.
        ASKING,
        /// The endpoint's setting is being taken.
        SETTING,
        /// An entry is being taken by who has its table.
        WRITING,
        /// What is judged by the old entry may still come.
        JUDGING,
        /// What came before is still on its way.
        DRAINING
    }

    private final ClanParameters parameters;

    /// Everything is cleared, as soon as nothing is under way: 31 clocks later at the earliest, since the MAC may yet take the frame that it was offered.
    public final Bool restart = input(bool());

    /// Something is under way in the rest of CLAN.
    public final Bool under = input(bool());

    /// All is clear.
    public final Bool cleared = output(bool());

    // The registers
    public final UInt tableNumber = input(uint(4));
    public final UInt entry = input(uint(16));

    /// Which words of the entry are written, and to what; lost while `busy`.
    public final Bits written = input(bits(WORDS));

    public final Bits values = input(bits(WORDS * 32));

    /// The entry: as it was written, and of an endpoint that was read, state and reason.
    public final Bits words = output(bits(WORDS * 32));

    public final Flow<Bits> command = input(flow(bits(4)));
    public final Bool busy = output(bool());
    public final Bool refused = output(bool());

    // The tables
    public final Flow<UInt> region = output(flow(uint(RegionEntry.NUMBER_WIDTH)));
    public final RegionEntry regionEntry = output(RegionEntry.TYPE);
    public final Flow<UInt> page = output(flow(uint(ApertureTable.PAGE_WIDTH)));
    public final org.jetstreamlan.nic.clan.ApertureEntry pageEntry;
    public final Flow<UInt> endpoint;
    public final EndpointSetting setting = output(EndpointSetting.TYPE);

    /// The endpoint begins anew; taken where `isSetUp`.
    public final Flow<UInt> setUp;

    public final Bool isSetUp = input(bool());

    // Tripwires, event rings
    public final Stream<TripwireWrite> tripwire = output(stream(TripwireWrite.TYPE));

    /// In the clock in which `tripwire` is taken.
    public final Bool tripwireRefused = input(bool());

    public final Stream<EventRingSetting> ring = output(stream(EventRingSetting.TYPE));

    // To the scheduler
    public final Stream<EndpointCommand> ask;
    public final Bool asked = input(bool());
    public final Bool askRefused = input(bool());
    public final Enumerated<EndpointState> itsState = input(enumerated(EndpointState.class));
    public final Enumerated<ClanReason> itsReason = input(enumerated(ClanReason.class));
    public final Bool itsByPeer = input(bool());
    public final Bool itsEmpty = input(bool());

    /// A status page is being written.
    public final Bool telling = input(bool());

    // Frames on their way to the bus
    public final Bool taken = input(bool());
    public final Flow<Bool> answered = input(flow(bool()));

    /// The side of the frames that are taken now.
    public final Bool turn = output(bool());

    /// A frame is on its way.
    public final Bool inFlight = output(bool());

    /// A frame is being read of the host's memory; 0 for a clock between two.
    public final Bool reading = input(bool());

    /// Per page whether it has a kind, and whose stores it takes then.
    private final Mem<UInt> owners;

    private final Enumerated<State> now = reg(enumerated(State.class), State.CLEARING);
    private final UInt place = reg(uint(12), init(0));
    private final Bool done = reg(bool(), init(0));
    private final Bits operation = reg(bits(4));
    private final UInt which = reg(uint(4));
    private final Bool wasRefused = reg(bool(), init(0));
    private final Bool sent = reg(bool(), init(0));
    private final Enumerated<EndpointCommand.What> what =
            reg(enumerated(EndpointCommand.What.class));
    private final UInt whom;

    /// The page that is to be written had a kind.
    private final Bool had = reg(bool());

    private final UInt clocks = reg(uint(5), init(0));
    private final Bool side = reg(bool(), init(0));
    private final Bool closes = reg(bool());

    /// What was being read when it began to wait has been.
    private final Bool read = reg(bool());

    private final List<Bits> held = IntStream.range(0, WORDS).mapToObj(_ -> reg(bits(32))).toList();
    private final List<UInt> counts =
            List.of(reg(uint(IN_FLIGHT_WIDTH), init(0)), reg(uint(IN_FLIGHT_WIDTH), init(0)));
    private final Bool writesRegion = wire(bool());
    private final Bool writesPage = wire(bool());
    private final Bool writesEndpoint = wire(bool());
    private final Bool setsUp = wire(bool());

    /// Tables are being cleared, and nothing is under way.
    private final Bool clears = wire(bool());

    public ClanCommands(ClanParameters parameters) {
        this.parameters = parameters;
        super();
        int width = parameters.endpointWidth();
        this.pageEntry = output(org.jetstreamlan.nic.clan.ApertureEntry.type(width));
        this.endpoint = output(flow(uint(width)));
        this.setUp = output(flow(uint(width)));
        this.ask = output(stream(EndpointCommand.type(width)));
        this.whom = reg(uint(width));
        this.owners = mem(uint(width + 1), 1 << ApertureTable.PAGE_WIDTH, ReadUnderWrite.UNDEFINED);
    }

    @Override
    protected String moduleName() {
        return "ClanCommands_e" + parameters.endpointWidth();
    }

    @Override
    protected void build() {
        busy.assign(now.is(State.IDLE).not());
        refused.assign(wasRefused);
        List<Bits> shown = new ArrayList<>();
        for (Bits word : held) {
            shown.addFirst(word);
        }
        words.assign(cat(shown.toArray(Bits[]::new)));
        take();
        cleared.assign(all(done, now.is(State.CLEARING)));
        turn.assign(side);

        var waited = clocks.eq(JUDGED_CLOCKS);
        clears.assign(all(now.is(State.CLEARING), waited, under.not(), done.not()));
        writesRegion.assign(low());
        writesPage.assign(low());
        writesEndpoint.assign(low());
        setsUp.assign(low());
        select(now)
                .is(State.CLEARING, this::clear)
                .is(State.IDLE, this::idle)
                .is(State.ASKING, this::asking)
                .is(State.SETTING, this::set)
                .is(State.WRITING, this::writing)
                .is(
                        State.JUDGING,
                        () -> {
                            clocks.next(clocks.add(1));
                            when(
                                    waited,
                                    () -> {
                                        side.next(side.not());
                                        read.next(0);
                                        now.next(State.DRAINING);
                                    });
                        })
                .is(State.DRAINING, this::drain);
        when(
                restart.and(now.is(State.CLEARING).not()),
                () -> {
                    now.next(State.CLEARING);
                    place.next(0);
                    clocks.next(0);
                    sent.next(0);
                    done.next(0);
                });
        tables();
        count();
    }

    // ---- commands

    private Bool isTable(ClanTable wanted) {
        return tableNumber.eq(wanted.ordinal());
    }

    private static Bool isOperation(Bits operation, int wanted) {
        return operation.eq(wanted);
    }

    private void idle() {
        var asked = command.payload();
        var writes = isOperation(asked, ClanRegisters.COMMAND_WRITE);
        int endpoints = parameters.sizes().endpoints();
        when(
                command.valid(),
                () -> {
                    operation.next(asked);
                    which.next(tableNumber);
                    sent.next(0);
                    closes.next(0);
                    clocks.next(0);
                    wasRefused.next(0);
                    when(
                                    all(
                                            isTable(ClanTable.REGION),
                                            writes,
                                            entry.lt(parameters.sizes().regions())),
                                    () -> {
                                        writesRegion.assign(high());
                                        when(
                                                of(
                                                                word(0),
                                                                org.jetstreamlan.abi.clan
                                                                        .RegionEntry.GENERATION)
                                                        .eq(0),
                                                () -> now.next(State.JUDGING));
                                    })
                            .elseWhen(
                                    all(
                                            isTable(ClanTable.APERTURE),
                                            writes,
                                            entry.lt(parameters.sizes().pages())),
                                    () -> {
                                        what.next(EndpointCommand.What.LOOK);
                                        var owner =
                                                owners.readAsync(
                                                        entry.trunc(ApertureTable.PAGE_WIDTH));
                                        whom.next(owner.trunc(whom.width()));
                                        had.next(owner.bit(whom.width()));
                                        now.next(State.ASKING);
                                    })
                            .elseWhen(
                                    all(
                                            isTable(ClanTable.ENDPOINT),
                                            asked.ne(0),
                                            asked.asUInt().le(ClanRegisters.COMMAND_BREAK),
                                            entry.lt(endpoints)),
                                    () -> {
                                        whom.next(entry.trunc(whom.width()));
                                        now.next(State.ASKING);
                                        what.next(EndpointCommand.What.LOOK);
                                        when(writes, () -> what.next(EndpointCommand.What.WRITE));
                                        when(
                                                isOperation(asked, ClanRegisters.COMMAND_OPEN),
                                                () -> what.next(EndpointCommand.What.OPEN));
                                        when(
                                                isOperation(asked, ClanRegisters.COMMAND_CLOSE),
                                                () -> what.next(EndpointCommand.What.CLOSE));
                                        when(
                                                isOperation(asked, ClanRegisters.COMMAND_BREAK),
                                                () -> what.next(EndpointCommand.What.BREAK));
                                    })
                            .elseWhen(
                                    all(
                                            writes,
                                            any(
                                                    isEntry(ClanTable.WORD),
                                                    isEntry(ClanTable.RANGE),
                                                    isEntry(ClanTable.RING))),
                                    () -> now.next(State.WRITING))
                            .otherwise(() -> wasRefused.next(1));
                });
    }

    private Bool isEntry(ClanTable table) {
        int count = parameters.sizes().entries(table);
        return count == 0 ? low() : all(isTable(table), entry.lt(count));
    }

    /// What the driver writes.
    private void take() {
        for (int i = 0; i < WORDS; i++) {
            var word = held.get(i);
            var value = values.slice(32 * i + 31, 32 * i);
            when(all(written.bit(i), now.is(State.IDLE)), () -> word.next(value));
        }
    }

    /// State and reason, where the layout has them.
    private void show() {
        held.get(EndpointEntry.PEER).next(itsState.asBits().zext(32).shl(EndpointEntry.STATE.lo()));
        held.get(EndpointEntry.OWNER)
                .next(
                        cat(itsReason.asBits().zext(EndpointEntry.REASON.width()), itsByPeer)
                                .zext(32)
                                .shl(EndpointEntry.BY_PEER.lo()));
    }

    private void asking() {
        when(ask.fire(), () -> sent.next(1));
        var ofPage = which.eq(ClanTable.APERTURE.ordinal());
        when(
                asked,
                () -> {
                    now.next(State.IDLE);
                    when(isOperation(operation, ClanRegisters.COMMAND_READ), this::show);
                    when(
                                    ofPage,
                                    () ->
                                            when(
                                                            any(itsEmpty, had.not()),
                                                            () -> writesPage.assign(high()))
                                                    .otherwise(() -> wasRefused.next(1)))
                            .elseWhen(askRefused, () -> wasRefused.next(1))
                            .elseWhen(
                                    what.is(EndpointCommand.What.WRITE),
                                    () -> {
                                        writesEndpoint.assign(high());
                                        when(
                                                itsState.is(EndpointState.CLOSED),
                                                () -> now.next(State.SETTING));
                                    })
                            .elseWhen(
                                    what.is(EndpointCommand.What.CLOSE),
                                    () -> {
                                        closes.next(1);
                                        now.next(State.JUDGING);
                                    });
                });
    }

    private void set() {
        setsUp.assign(high());
        when(isSetUp, () -> now.next(State.IDLE));
    }

    private void writing() {
        when(ring.fire(), () -> now.next(State.IDLE));
        when(
                tripwire.fire(),
                () -> {
                    wasRefused.next(tripwireRefused);
                    now.next(mux(tripwireRefused, constant(State.IDLE), constant(State.JUDGING)));
                });
    }

    private void drain() {
        when(reading.not(), () -> read.next(1));
        when(
                all(any(waits(side.not()), all(closes, telling)).not(), any(read, reading.not())),
                () -> {
                    now.next(State.IDLE);
                    when(
                            closes,
                            () -> {
                                what.next(EndpointCommand.What.DRAINED);
                                sent.next(0);
                                now.next(State.ASKING);
                            });
                });
    }

    /// All entries of all tables, one a turn; endpoints by the scheduler, again where something came under way meanwhile.
    private void clear() {
        when(clocks.ne(JUDGED_CLOCKS), () -> clocks.next(clocks.add(1)));
        var sizes = parameters.sizes();
        int most =
                Math.max(
                        Math.max(sizes.endpoints(), sizes.regions()),
                        1 << ApertureTable.PAGE_WIDTH);
        writesRegion.assign(clears);
        writesPage.assign(clears.and(place.lt(1 << ApertureTable.PAGE_WIDTH)));
        var isEndpoint = place.lt(sizes.endpoints());
        when(ask.fire(), () -> sent.next(1));
        when(asked, () -> sent.next(0));
        what.next(EndpointCommand.What.CLEAR);
        whom.next(place.trunc(whom.width()));
        when(
                all(clears, any(isEndpoint.not(), asked)),
                () -> {
                    place.next(place.add(1));
                    when(place.eq(most - 1), () -> done.next(1));
                });
        when(done.and(restart.not()), () -> now.next(State.IDLE));
    }

    // ---- tables

    private Bits word(int i) {
        return held.get(i);
    }

    private UInt field(int word, Field field) {
        return of(word(word), field).asUInt();
    }

    private UInt address(int low) {
        return cat(word(low + 1), word(low)).asUInt();
    }

    private void tables() {
        var clearing = now.is(State.CLEARING);
        region.valid().assign(writesRegion);
        region.payload()
                .assign(mux(clearing, place, entry.trunc(12)).trunc(RegionEntry.NUMBER_WIDTH));
        var width = RegionEntry.LENGTH_WIDTH;
        var read =
                new RegionEntry(
                        of(word(0), org.jetstreamlan.abi.clan.RegionEntry.GENERATION),
                        of(word(1), org.jetstreamlan.abi.clan.RegionEntry.TAG),
                        of(word(1), org.jetstreamlan.abi.clan.RegionEntry.RIGHTS),
                        address(org.jetstreamlan.abi.clan.RegionEntry.NAME),
                        address(org.jetstreamlan.abi.clan.RegionEntry.BUS),
                        address(org.jetstreamlan.abi.clan.RegionEntry.LENGTH).trunc(width));
        regionEntry.assign(mux(clearing, RegionEntry.TYPE.zero(), read));

        page.valid().assign(writesPage);
        var number = mux(clearing, place, entry.trunc(12)).trunc(ApertureTable.PAGE_WIDTH);
        page.payload().assign(number);
        var kind = field(0, ApertureEntry.KIND);
        var base = address(ApertureEntry.BASE);
        var owner = field(0, ApertureEntry.ENDPOINT).trunc(whom.width());
        var open = all(clearing.not(), kind.ne(ApertureEntry.NONE));
        pageEntry.gate().open().assign(open);
        pageEntry.gate().doorbell().assign(kind.eq(ApertureEntry.DOORBELL));
        pageEntry.gate().endpoint().assign(owner);
        pageEntry.gate().length().assign(field(1, ApertureEntry.LENGTH));
        pageEntry.gate().cell().assign(base.slice(11, 3).asUInt());
        pageEntry.target().transfer().assign(kind.eq(ApertureEntry.TRANSFER));
        pageEntry.target().key().assign(word(2));
        pageEntry.target().base().assign(base.slice(63, 3).asUInt());
        when(writesPage, () -> owners.write(number, cat(open, owner).asUInt()));

        var isRing = which.eq(ClanTable.RING.ordinal());
        tripwire.valid().assign(all(now.is(State.WRITING), isRing.not()));
        var isRange = which.eq(ClanTable.RANGE.ordinal());
        tripwire.payload().assign(TripwireWrite.of(isRange, entry, words));
        ring.valid().assign(all(now.is(State.WRITING), isRing));
        ring.payload().ring().assign(entry.trunc(Raise.RING_WIDTH));
        ring.payload().log2().assign(field(0, EventRingEntry.LOG2));
        ring.payload().base().assign(cat(word(1), of(word(0), EventRingEntry.LOW)).asUInt());

        endpoint.valid().assign(writesEndpoint);
        endpoint.payload().assign(whom);
        setUp.valid().assign(setsUp);
        setUp.payload().assign(whom);
        var identity = setting.identity();
        identity.level().assign(field(EndpointEntry.PEER, EndpointEntry.LEVEL));
        identity.tag().assign(of(word(EndpointEntry.OWNER), EndpointEntry.TAG));
        identity.peer().station().assign(field(EndpointEntry.PEER, EndpointEntry.PEER_STATION));
        identity.peer().endpoint().assign(field(EndpointEntry.PEER, EndpointEntry.PEER_ENDPOINT));
        identity.peer()
                .incarnation()
                .assign(of(word(EndpointEntry.INCARNATIONS), EndpointEntry.OWN_INCARNATION));
        setting.events().assign(field(EndpointEntry.OWNER, EndpointEntry.EVENT_RING));
        setting.status()
                .valid()
                .assign(of(word(EndpointEntry.STATUS), EndpointEntry.STATUS_VALID).bit(0));
        setting.status()
                .base()
                .assign(
                        cat(
                                        word(EndpointEntry.STATUS + 1),
                                        of(word(EndpointEntry.STATUS), EndpointEntry.STATUS_LOW))
                                .asUInt());
        setting.incarnation()
                .assign(of(word(EndpointEntry.INCARNATIONS), EndpointEntry.PEER_INCARNATION));
        var queue = setting.queue();
        var first = field(EndpointEntry.QUEUE, EndpointEntry.QUEUE_LOW);
        queue.base().assign(cat(word(EndpointEntry.QUEUE + 1), first).asUInt());
        queue.log2().assign(field(EndpointEntry.QUEUE, EndpointEntry.QUEUE_LOG2));
        queue.tag().assign(identity.tag());
        queue.level().assign(identity.level());
        setting.part().place().assign(field(EndpointEntry.PART, EndpointEntry.PART_PLACE));
        setting.part()
                .size()
                .assign(field(EndpointEntry.PART, EndpointEntry.PART_SIZE).trunc(Part.SIZE_WIDTH));

        ask.valid()
                .assign(
                        any(
                                        now.is(State.ASKING),
                                        all(
                                                clears,
                                                place.lt(parameters.sizes().endpoints()),
                                                what.is(EndpointCommand.What.CLEAR)))
                                .and(sent.not()));
        ask.payload().what().assign(what);
        ask.payload().endpoint().assign(mux(clearing, place.trunc(whom.width()), whom));
    }

    // ---- what is on its way

    private Bool waits(Bool which) {
        return mux(which, counts.get(1).ne(0), counts.get(0).ne(0));
    }

    private void count() {
        inFlight.assign(any(counts.get(0).ne(0), counts.get(1).ne(0)));
        for (int i = 0; i < 2; i++) {
            var more = all(taken, side.eq(i));
            var less = all(answered.valid(), answered.payload().eq(i));
            var count = counts.get(i);
            when(more.and(less.not()), () -> count.next(count.add(1)))
                    .elseWhen(less.and(more.not()), () -> count.next(count.sub(1)));
        }
    }
}
