package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.hdl.lib.coding.OneHot;
import org.jetstreamlan.hdl.lib.coding.PriorityEncoder;

/// Makes frames of stores: holds the last cell back until it is known whether the frame goes on.
///
/// ```
/// stores ── run: bytes side by side of a store ── cell, which waits ── operations: cells, and the head where the frame ends
/// ```
/// A frame goes on with a run that begins where the last one ended. It ends in front of any other run; where 4 KiB of remote addresses end;
/// where half the part of its endpoint is full; behind the last cell of a page; with `end`; and when nothing has come for `mergeClocks`. A store whose
/// strobes have holes is several runs, so several frames.
///
/// Latency 2 clocks from a store to its cell, and the head a clock behind, where the next run says so; a store a clock while they go on, two
/// clocks a frame.
public final class MergeRegister extends Module {
    private static final int LANES = StoreQueue.CELL_BYTES;
    private static final int LANE_WIDTH = 3;

    private final int endpointWidth;
    private final int mergeClocks;

    public final Stream<Store> stores;

    /// No store will come before something else is done: the frame that is open ends.
    public final Bool end = input(bool());

    public final Flow<StoreOperation> operations;

    /// Of the frame that is open.
    public final UInt endpoint;

    /// Most cells of a frame of what was `endpoint` a clock ago.
    public final UInt limit = input(uint(StoreQueue.PLACE_WIDTH));

    /// A frame is open.
    public final Bool busy = output(bool());

    // The store that is being looked at.
    private final Bool waiting = reg(bool(), init(0));
    private final Store store;

    // The frame that is open, and its last cell.
    private final Bool open = reg(bool(), init(0));
    private final UInt page = reg(uint(ApertureTable.PAGE_WIDTH));
    private final UInt owner;
    private final UInt first = reg(uint(ApertureTable.OFFSET_WIDTH));
    private final UInt bytes = reg(uint(FrameHead.BYTES_WIDTH));
    private final UInt count = reg(uint(FrameHead.BYTES_WIDTH));
    private final UInt cells = reg(uint(StoreQueue.PLACE_WIDTH));
    private final Bits data = reg(bits(StoreQueue.CELL_BITS));
    private final UInt nextCell = reg(uint(Store.CELL_WIDTH));
    private final UInt nextLane = reg(uint(LANE_WIDTH));
    private final Bool flush = reg(bool());

    /// Its last cell is out, its head follows.
    private final Bool closing = reg(bool(), init(0));

    /// @param endpointWidth bits of an endpoint's number
    /// @param mergeClocks clocks without a store that end a frame, 1..255
    public MergeRegister(int endpointWidth, int mergeClocks) {
        this.endpointWidth = endpointWidth;
        this.mergeClocks = mergeClocks;
        super();
        this.stores = input(stream(Store.type(endpointWidth)));
        this.operations = output(flow(StoreOperation.type(endpointWidth)));
        this.endpoint = output(uint(endpointWidth));
        this.store = reg(Store.type(endpointWidth));
        this.owner = reg(uint(endpointWidth));
    }

    @Override
    protected String moduleName() {
        return "MergeRegister_e" + endpointWidth + "_t" + mergeClocks;
    }

    @Override
    protected void build() {
        // The lowest run of the strobes that are left: adding its lowest bit carries through it.
        var strb = store.strb().asUInt();
        var lowest = PriorityEncoder.lowestAlone(store.strb());
        var carried = strb.addFull(lowest.asUInt());
        var run = store.strb().and(carried.trunc(LANES).asBits().not());
        var rest = store.strb().and(carried.trunc(LANES).asBits());
        var lane = OneHot.number(lowest);
        var after = OneHot.number(behind(run));
        var runBytes = after.sub(lane.zext(LANE_WIDTH + 1));

        var beginsCell = nextLane.eq(0);
        var fits = beginsCell.not().or(all(store.opens().not(), cells.lt(limit)));
        var follows =
                all(
                        store.page().eq(page),
                        store.cell().eq(nextCell),
                        lane.eq(nextLane),
                        flush.not(),
                        fits);
        var timer = reg(uint(8));
        var late = timer.eq(mergeClocks);
        var holds = open.and(closing.not());
        var goesOn = all(waiting, follows);
        var ends = all(holds, goesOn.not(), any(waiting, flush, late, end));
        var joins = all(holds, goesOn);
        var begins = all(waiting, holds.not());
        var taken = joins.or(begins);
        var done = taken.and(rest.orR().not());

        stores.ready().assign(waiting.not().or(done));
        when(taken, () -> store.strb().next(rest));
        when(
                stores.ready(),
                () -> {
                    waiting.next(stores.valid());
                    store.next(stores.payload());
                });

        closing.next(ends);
        timer.next(mux(waiting, num(1, 8), timer.add(1)));
        when(closing, () -> open.next(0));
        when(
                taken,
                () -> {
                    // No byte of another store goes along.
                    var byteMask = mask(run);
                    var kept = mux(begins.or(beginsCell), zeros(data.width()), data);
                    data.next(store.data().and(byteMask).or(kept.and(byteMask.not())));
                    nextLane.next(after.trunc(LANE_WIDTH));
                    nextCell.next(mux(after.bit(LANE_WIDTH), store.cell().add(1), store.cell()));
                    flush.next(store.cell().andR());
                });
        var one = rest.orR().not().asUInt().zext(FrameHead.BYTES_WIDTH);
        when(
                begins,
                () -> {
                    open.next(1);
                    page.next(store.page());
                    owner.next(store.endpoint());
                    first.next(cat(store.cell(), lane).asUInt());
                    bytes.next(runBytes.zext(FrameHead.BYTES_WIDTH));
                    count.next(one);
                    cells.next(1);
                });
        when(
                joins,
                () -> {
                    bytes.next(bytes.add(runBytes.zext(FrameHead.BYTES_WIDTH)));
                    count.next(count.add(one));
                    when(beginsCell, () -> cells.next(cells.add(1)));
                });

        var head = new FrameHead(count, page, first, bytes).asBits().zext(StoreQueue.CELL_BITS);
        operations.valid().assign(any(ends, joins.and(beginsCell), closing));
        operations.payload().head().assign(closing);
        operations.payload().endpoint().assign(owner);
        operations.payload().cell().assign(mux(closing, head, data));
        endpoint.assign(owner);
        busy.assign(any(open, waiting));
    }

    /// The lane behind the run, alone, of 9.
    private static Bits behind(Bits run) {
        var wide = cat(zeros(1), run);
        var ended = new Bool[LANES + 1];
        for (int i = 0; i <= LANES; i++) {
            var before = i == 0 ? low() : wide.bit(i - 1);
            ended[LANES - i] = before.and(wide.bit(i).not());
        }
        return cat(ended);
    }

    private static Bits mask(Bits lanes) {
        var bytes = new Bits[LANES];
        for (int i = 0; i < LANES; i++) {
            bytes[LANES - 1 - i] = mux(lanes.bit(i), ones(8), zeros(8));
        }
        return cat(bytes);
    }
}
