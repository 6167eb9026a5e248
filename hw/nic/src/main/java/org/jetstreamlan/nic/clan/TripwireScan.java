package org.jetstreamlan.nic.clan;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.clan.TripwireHash;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;

/// Looks all cells of a run up in [TripwireWords], one a clock; runs that come and runs that go take turns, cell by cell, so neither waits for the other.
///
/// ```
/// run in ──> cells ─┐                          ┌─> found in
///                   ├─ lookup ─ TripwireWords ─┤
/// run out ─> cells ─┘                          └─> found out
/// ```
/// `found` has a run's cells with a tripwire on them, in their order, and its last one in any case. A cell costs a clock of the half that are each way's, a run a clock
/// more: as fast as cells pass on the ring. What finds no room in `found` is not looked up. Latency 7 clocks from a run to `found`.
public final class TripwireScan extends Module {
    private static final int WAYS = 2;

    /// Look-ups that are under way.
    private static final int UNDER = TripwireWords.LATENCY + 2;

    private final int setWidth;

    /// What comes, what goes.
    public final List<Stream<Watch>> runs;

    public final List<Stream<TripwireHits>> found;
    public final Stream<Bits> lookup = output(stream(bits(TripwireHash.KEY_BITS)));
    public final Bits hits = input(bits(TripwireWords.WAYS));
    public final Bits sets;

    /// A run is being looked at, or found.
    public final Bool busy = output(bool());

    private final List<Fifo<TripwireHits>> places = new ArrayList<>();
    private final List<Integer> depths = new ArrayList<>();

    /// @param setWidth bits of a set's number
    /// @param log2Found what `found` has room for, as logarithms, at least 4
    public TripwireScan(int setWidth, int... log2Found) {
        this.setWidth = setWidth;
        super();
        List<Stream<Watch>> ins = new ArrayList<>();
        List<Stream<TripwireHits>> outs = new ArrayList<>();
        for (int i = 0; i < WAYS; i++) {
            ins.add(input(stream(Watch.TYPE)));
            outs.add(output(stream(TripwireHits.type(setWidth))));
            int depth = 1 << log2Found[i];
            depths.add(depth);
            var storage = depth > 32 ? Fifo.Storage.BLOCK : Fifo.Storage.LUT;
            places.add(child(new Fifo<>(TripwireHits.type(setWidth), depth, storage)));
        }
        this.runs = List.copyOf(ins);
        this.found = List.copyOf(outs);
        this.sets = input(bits(TripwireWords.WAYS * setWidth));
    }

    @Override
    protected String moduleName() {
        return "TripwireScan_s" + setWidth;
    }

    @Override
    protected void build() {
        var turn = reg(bool(), init(0));
        List<Bool> want = new ArrayList<>();
        List<Watch> watches = new ArrayList<>();
        List<UInt> cells = new ArrayList<>();
        List<Bool> active = new ArrayList<>();
        for (int i = 0; i < WAYS; i++) {
            var here = reg(bool(), init(0));
            active.add(here);
            watches.add(reg(Watch.TYPE));
            cells.add(reg(uint(Watch.CELL_WIDTH)));
            want.add(all(here, places.get(i).level.lt(depths.get(i) - UNDER)));
        }

        // What is looked up next.
        var asks = reg(bool(), init(0));
        var key = reg(bits(TripwireHash.KEY_BITS));
        var way = reg(bool());
        var last = reg(bool());
        var some = reg(bool());
        var free = any(asks.not(), lookup.ready());
        var second = mux(turn, want.get(1), all(want.get(0).not(), want.get(1)));
        var any = any(want.get(0), want.get(1));
        var goes = all(free, any);
        when(free, () -> asks.next(any));
        when(goes, () -> turn.next(second.not()));
        for (int i = 0; i < WAYS; i++) {
            var run = watches.get(i);
            var cell = cells.get(i);
            var mine = all(goes, i == 0 ? second.not() : second);
            var ends =
                    any(
                            run.some().not(),
                            cell.zext(Watch.CELL_WIDTH + 1).eq(run.last()),
                            cell.andR());
            int which = i;
            when(
                    mine,
                    () -> {
                        key.next(cat(run.where(), cell));
                        way.next(which);
                        last.next(ends);
                        some.next(run.some());
                        cell.next(cell.add(1));
                        when(ends, () -> active.get(which).next(0));
                    });
            var in = runs.get(i);
            in.ready().assign(active.get(i).not());
            when(
                    in.fire(),
                    () -> {
                        active.get(which).next(1);
                        run.next(in.payload());
                        cell.next(in.payload().first());
                    });
        }
        lookup.valid().assign(asks);
        lookup.payload().assign(key);
        collect(new Flow<>(lookup.fire(), cat(some, last, way)));
        busy.assign(
                any(
                        active.get(0),
                        active.get(1),
                        asks,
                        places.get(0).out.valid(),
                        places.get(1).out.valid()));
    }

    private void collect(Flow<Bits> asked) {
        var flows = new ArrayList<Flow<Bits>>();
        flows.add(asked);
        for (int i = 0; i < TripwireWords.LATENCY; i++) {
            var valid = reg(bool(), init(0));
            var what = reg(bits(3));
            valid.next(flows.getLast().valid());
            what.next(flows.getLast().payload());
            flows.add(new Flow<>(valid, what));
        }
        var end = flows.getLast();
        var ways = mux(end.payload().bit(2), hits, zeros(hits.width()));
        var isLast = end.payload().bit(1);
        var tells = all(end.valid(), any(ways.orR(), isLast));
        for (int i = 0; i < WAYS; i++) {
            var place = places.get(i).in;
            place.valid().assign(all(tells, end.payload().bit(0).eq(i)));
            place.payload().ways().assign(ways);
            place.payload().sets().assign(sets);
            place.payload().last().assign(isLast);
            connect(found.get(i), places.get(i).out);
            when(place.valid(), () -> check(place.ready(), "what is found has its place"));
        }
    }
}
