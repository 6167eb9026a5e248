package org.jetstreamlan.nic.clan;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.clan.ClanEvent;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.abi.clan.TripwireEntry;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Selection;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.hdl.lib.coding.OneHot;
import org.jetstreamlan.hdl.lib.coding.PriorityEncoder;

/// Watches what is written and what leaves; says so to who has armed a tripwire there.
///
/// ```
/// taken ───> runs ─┐                ┌─> hits ─┐  when it is due: the frame has been written
/// left ────> runs ─┴─ TripwireScan ─┴─> hits ─┤  at once
///                     TripwireWords           │
/// answered ───────────────────────────────────┴─ one run at a time: its hits, then TripwireRanges ── armed? ─┬─> raise
///                                                                         TripwireArms ─────────────┘        └─> interrupt
/// ```
/// What is written is looked up while it waits for the bus. A run that is due costs 7 clocks, and 4 for each tripwire that watches it: what comes and what goes together
/// fewer than a frame has words on the ring. A frame that the bus has refused fires nothing.
///
/// `armed` is looked at when a hit is due, in the clock in which the tripwire is disarmed and does what it does; one that moves stays armed. What `raise` is
/// has happened by then: the bus has answered.
public final class Tripwires extends Module {
    /// Runs that come, and those that go, that wait.
    private static final int LOG2_IN = 6;

    private static final int LOG2_OUT = 4;

    /// Until a frame that is being judged has found its place.
    private static final int AHEAD = 4;

    /// Where the run that is due stands.
    enum State {
        IDLE,
        /// Its hits are taken.
        HITS,
        /// What the tripwire does comes.
        WORD,
        /// Four ranges are compared.
        RANGES,
        /// One that has been hit is taken; without one all is done.
        RANGE,
        /// What the range does comes.
        KNOWN,
        /// Armed?
        TRY,
        /// It moves on.
        MOVE,
        /// Its event is told.
        TELL
    }

    private final ClanSizes sizes;
    private final int endpointWidth;
    private final int setWidth;

    public final Bool restart = input(bool());
    public final Bool cleared = output(bool());

    /// A frame that will be written; one that has been, or, `lost`, has not.
    public final Flow<TakenFrame> taken;

    public final Stream<TakenFrame> answered;
    public final Bool lost = input(bool());

    /// There is a place for a frame that is taken; for one that leaves.
    public final Bool room = output(bool());

    public final Bool leftRoom = output(bool());

    /// Cells that have left for the first time.
    public final Flow<Watch> left = input(flow(Watch.TYPE));

    public final Stream<Arming> arm;
    public final Flow<UInt> belongs;
    public final Bits itsTag = input(bits(RegionEntry.TAG_WIDTH));
    public final Stream<TripwireWrite> write = input(stream(TripwireWrite.TYPE));

    /// In the clock in which `write` is taken: it may not be.
    public final Bool refused = output(bool());

    public final Stream<Raise> raise = output(stream(Raise.TYPE));

    /// The interrupt of a ring, without an event.
    public final Flow<UInt> interrupt = output(flow(uint(Raise.RING_WIDTH)));

    /// One has acted; one has been armed by another tag.
    public final Bool fired = output(bool());

    public final Bool armRefused = output(bool());

    /// Something is looked up, or due.
    public final Bool busy = output(bool());

    private final TripwireWords words;
    private final TripwireScan scan;
    private final TripwireArms arms;
    private final TripwireRanges ranges = child(new TripwireRanges());
    private final Fifo<Watch> coming =
            child(new Fifo<>(Watch.TYPE, 1 << LOG2_IN, Fifo.Storage.BLOCK));
    private final Fifo<Watch> leaving =
            child(new Fifo<>(Watch.TYPE, 1 << LOG2_OUT, Fifo.Storage.LUT));
    private final Fifo<Watch> gone = child(new Fifo<>(Watch.TYPE, 1 << LOG2_OUT, Fifo.Storage.LUT));

    private final Enumerated<State> now = reg(enumerated(State.class), State.IDLE);
    private final Bool out = reg(bool(), init(0));
    private final Watch run = reg(Watch.TYPE);
    private final Bool counts = reg(bool());
    private final Bits ways = reg(bits(TripwireWords.WAYS));
    private final Bits sets;
    private final Bool last = reg(bool());
    private final UInt group = reg(uint(2));
    private final Bits hits = reg(bits(TripwireEntry.RANGES_MAXIMUM), init(0));
    private final UInt which = reg(uint(TripwireRanges.WHICH_WIDTH));
    private final Bool isRange = reg(bool());
    private final TripwireActions does = reg(TripwireActions.TYPE);

    // The restart's place.
    private final Bool clear = reg(bool(), init(0));
    private final UInt place;

    // A write: looked at where it may lie, then owned.
    private final Bool lies = reg(bool(), init(0));

    public Tripwires(ClanSizes sizes) {
        this.sizes = sizes;
        this.endpointWidth = ClanParameters.numberWidth(sizes.endpoints());
        this.setWidth = sizes.log2Words() - 2;
        super();
        this.taken = input(flow(TakenFrame.type(endpointWidth)));
        this.answered = input(stream(TakenFrame.type(endpointWidth)));
        this.arm = input(stream(Arming.type(endpointWidth)));
        this.belongs = input(flow(uint(endpointWidth)));
        this.words = child(new TripwireWords(sizes.log2Words()));
        this.scan = child(new TripwireScan(setWidth, LOG2_IN, LOG2_OUT));
        this.arms = child(new TripwireArms(sizes.words(), sizes.ranges(), sizes.endpoints()));
        this.sets = reg(bits(TripwireWords.WAYS * setWidth));
        this.place = reg(uint(arms.placeWidth()), init(0));
    }

    @Override
    protected String moduleName() {
        return "Tripwires_w" + sizes.log2Words() + "_r" + sizes.ranges() + "_e" + endpointWidth;
    }

    @Override
    protected void build() {
        look();
        clear();
        write();
        fire();
        busy.assign(
                any(
                        now.is(State.IDLE).not(),
                        scan.busy,
                        coming.out.valid(),
                        leaving.out.valid(),
                        gone.out.valid()));
    }

    /// What comes and goes is looked up.
    private void look() {
        coming.in.valid().assign(taken.valid());
        coming.in.payload().assign(Watch.of(taken.payload()));
        for (var each : List.of(leaving, gone)) {
            each.in.valid().assign(left.valid());
            each.in.payload().assign(left.payload());
        }
        room.assign(coming.level.lt((1 << LOG2_IN) - AHEAD));
        leftRoom.assign(
                all(
                        leaving.level.lt((1 << LOG2_OUT) - AHEAD),
                        gone.level.lt((1 << LOG2_OUT) - AHEAD)));
        when(taken.valid(), () -> check(coming.in.ready(), "a frame that is taken has its place"));
        when(left.valid(), () -> check(gone.in.ready(), "a frame that leaves has its place"));
        connect(scan.runs.get(0), coming.out);
        connect(scan.runs.get(1), leaving.out);
        connect(words.lookup, scan.lookup);
        scan.hits.assign(words.hits);
        var sets = words.sets;
        scan.sets.assign(cat(sets.get(3), sets.get(2), sets.get(1), sets.get(0)));
    }

    private void clear() {
        var goes = all(restart, clear.not(), busy.not());
        when(goes, () -> place.next(place.add(1)));
        when(all(goes, place.eq(arms.places() - 1)), () -> clear.next(1));
        when(
                restart.not(),
                () -> {
                    clear.next(0);
                    place.next(0);
                });
        // A clock later: what is written looks at nothing else.
        var clears = reg(bool(), init(0));
        var at = reg(uint(place.width()));
        clears.next(goes);
        at.next(place);
        words.clears.assign(clears);
        words.cleared.assign(at.zext(Math.max(at.width(), setWidth)).trunc(setWidth));
        arms.clears.assign(clears);
        arms.cleared.assign(at);
        cleared.assign(clear);
    }

    // ---- the tables

    private void write() {
        var asked = write.payload();
        words.write.valid().assign(all(write.valid(), asked.range().not(), lies.not()));
        words.write.payload().assign(asked);
        var rangeIs = all(write.valid(), asked.range(), lies.not(), now.is(State.IDLE));
        var number = asked.entry().zext(12).add(TripwireEntry.RANGE_NUMBERS);
        var rangeRight =
                all(
                        any(asked.valid().not(), asked.does().number().eq(number)),
                        asked.entry().lt(sizes.ranges()));
        var looked = any(words.written, rangeIs);
        var may = mux(asked.range(), rangeRight, words.refused.not());
        var owns = all(asked.valid(), may);
        when(all(looked, owns), () -> lies.next(1));
        arms.own.valid().assign(lies);
        arms.own.payload().assign(asked);
        when(arms.own.fire(), () -> lies.next(0));
        write.ready().assign(any(all(looked, owns.not()), arms.own.fire()));
        refused.assign(all(looked, may.not()));
        ranges.writes.assign(any(all(rangeIs, rangeRight), clearsRanges()));
        ranges.written.assign(mux(restart, TripwireWrite.TYPE.zero(), asked));
        ranges.which.assign(
                mux(
                        restart,
                        place.trunc(TripwireRanges.WHICH_WIDTH),
                        mux(rangeIs, asked.entry().trunc(TripwireRanges.WHICH_WIDTH), which)));
        connect(arms.arm, arm);
        arms.belongs.assign(belongs);
        arms.itsTag.assign(itsTag);
        armRefused.assign(arms.refused);
    }

    private Bool clearsRanges() {
        return all(restart, clear.not(), busy.not());
    }

    // ---- what is due

    private Bool has(int action) {
        return does.actions().bit(Integer.numberOfTrailingZeros(action));
    }

    private void fire() {
        var found = List.of(scan.found.get(0), scan.found.get(1));
        var isOut = out.asUInt();
        var head = Selection.of(found.stream().map(Stream::payload).toList(), isOut);
        var there = Selection.of(found.stream().map(Stream::valid).toList(), isOut);
        var takes = all(now.is(State.HITS), ways.orR().not(), last.not());
        found.get(0).ready().assign(all(takes, out.not()));
        found.get(1).ready().assign(all(takes, out));
        var ends = all(now.is(State.RANGE), hits.orR().not());
        answered.ready().assign(all(ends, out.not()));
        gone.out.ready().assign(all(ends, out));

        var way = OneHot.number(lowest(ways));
        words.way.assign(way);
        List<UInt> places = new ArrayList<>();
        for (int i = 0; i < TripwireWords.WAYS; i++) {
            places.add(sets.slice((i + 1) * setWidth - 1, i * setWidth).asUInt());
        }
        words.place.assign(Selection.of(places, way));
        ranges.group.assign(group);
        ranges.run.assign(run);
        ranges.moves.assign(now.is(State.MOVE));
        arms.number.assign(does.number());

        var acts = all(now.is(State.TRY), arms.fires);
        var moves = all(isRange, has(TripwireEntry.MOVE));
        arms.fire.assign(all(acts, moves.not()));
        fired.assign(acts);
        var tells = any(has(TripwireEntry.EVENT), has(TripwireEntry.COUNT));
        var alone = all(has(TripwireEntry.INTERRUPT), has(TripwireEntry.EVENT).not());
        interrupt.valid().assign(all(acts, alone));
        interrupt.payload().assign(does.ring());
        raise.valid().assign(now.is(State.TELL));
        raise.payload()
                .assign(
                        new Raise(
                                constant(ClanEvent.Kind.TRIPWIRE),
                                does.number(),
                                does.ring(),
                                zeros(Raise.WHAT_WIDTH),
                                constant(ClanReason.NONE),
                                has(TripwireEntry.EVENT),
                                has(TripwireEntry.INTERRUPT)));

        var behindWords = constant(sizes.ranges() == 0 ? State.RANGE : State.RANGES);
        select(now)
                .is(State.IDLE, this::begin)
                .is(
                        State.HITS,
                        () -> {
                            group.next(0);
                            when(
                                            ways.orR(),
                                            () -> {
                                                ways.next(ways.and(lowest(ways).not()));
                                                isRange.next(0);
                                                now.next(State.WORD);
                                            })
                                    .elseWhen(last, () -> now.next(behindWords))
                                    .elseWhen(
                                            there,
                                            () -> {
                                                var its = where(counts, head.ways());
                                                ways.next(its);
                                                sets.next(head.sets());
                                                last.next(head.last());
                                                when(
                                                        all(head.last(), its.orR().not()),
                                                        () -> now.next(behindWords));
                                            });
                        })
                .is(
                        State.WORD,
                        () -> {
                            does.next(words.does);
                            now.next(State.TRY);
                        })
                .is(
                        State.RANGES,
                        () -> {
                            var four = where(counts, ranges.hits);
                            hits.next(cat(four, hits.slice(hits.width() - 1, four.width())));
                            group.next(group.add(1));
                            when(group.eq(TripwireRanges.GROUPS - 1), () -> now.next(State.RANGE));
                        })
                .is(State.RANGE, this::range)
                .is(
                        State.KNOWN,
                        () -> {
                            does.next(ranges.does);
                            isRange.next(1);
                            now.next(State.TRY);
                        })
                .is(
                        State.TRY,
                        () -> {
                            now.next(mux(isRange, constant(State.RANGE), constant(State.HITS)));
                            when(
                                    acts,
                                    () ->
                                            when(moves, () -> now.next(State.MOVE))
                                                    .elseWhen(tells, () -> now.next(State.TELL)));
                        })
                .is(
                        State.MOVE,
                        () -> now.next(mux(tells, constant(State.TELL), constant(State.RANGE))))
                .is(
                        State.TELL,
                        () ->
                                when(
                                        raise.ready(),
                                        () ->
                                                now.next(
                                                        mux(
                                                                isRange,
                                                                constant(State.RANGE),
                                                                constant(State.HITS)))));
    }

    /// What comes and what goes take turns.
    private void begin() {
        var second = mux(out, answered.valid().not(), gone.out.valid());
        var any = any(answered.valid(), gone.out.valid());
        when(
                all(any, write.valid().not()),
                () -> {
                    out.next(second);
                    run.next(mux(second, gone.out.payload(), Watch.of(answered.payload())));
                    counts.next(any(second, lost.not()));
                    ways.next(0);
                    last.next(0);
                    hits.next(0);
                    now.next(State.HITS);
                });
    }

    private void range() {
        when(
                        hits.orR(),
                        () -> {
                            which.next(OneHot.number(lowest(hits)));
                            hits.next(hits.and(lowest(hits).not()));
                            now.next(State.KNOWN);
                        })
                .otherwise(() -> now.next(State.IDLE));
    }

    private static Bits lowest(Bits set) {
        return PriorityEncoder.lowestAlone(set);
    }

    private static Bits where(Bool condition, Bits bits) {
        return mux(condition, bits, zeros(bits.width()));
    }
}
