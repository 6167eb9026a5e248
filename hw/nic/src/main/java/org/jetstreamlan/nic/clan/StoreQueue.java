package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Flow;

/// The store memory: frames of stores that wait for their acknowledgement, each endpoint's in a part of its own, in block RAM, with a parity bit
/// a byte.
///
/// ```
///  part  | head | cell | cell | head | cell | ...
///        ^acknowledged        ^sent         ^written       pointers run freely, a part is a power of two
/// ```
/// A frame is there when its head is. An endpoint whose part is full loses it: the frame that did not fit, and whatever is stored later, is
/// discarded, until the driver sets the endpoint up again. So nothing is missing in what was taken before.
///
/// Latency 2 clocks from an operation to its cell, 2 from `fetch` to `cell`; an operation and a fetch a clock.
public final class StoreQueue extends Module {
    public static final int CELL_BITS = 64;
    public static final int CELL_BYTES = 8;

    /// Bits of a pointer, and of a cell's number.
    public static final int PLACE_WIDTH = 11;

    private final int endpoints;
    private final int endpointWidth;
    private final int log2Cells;

    public final Flow<StoreOperation> operations;

    /// Of [MergeRegister]; most cells of a frame of its, a clock later.
    public final UInt endpoint;

    public final UInt limit = output(uint(PLACE_WIDTH));

    /// The endpoint has a frame more, unless that is discarded; `written` has it from the next clock on.
    public final Flow<UInt> queued;

    /// The endpoint's part was full, for the first time since it was set up.
    public final Flow<UInt> overrun;

    /// A frame was discarded.
    public final Bool discarded = output(bool());

    /// How far an endpoint's frames are written.
    public final UInt asked;

    public final UInt written = output(uint(PLACE_WIDTH));

    /// Its part.
    public final Part part = output(Part.TYPE);

    /// What lies in front of this pointer is acknowledged.
    public final Flow<UInt> release;

    public final UInt released = input(uint(PLACE_WIDTH));

    /// The endpoint begins anew with this part; taken in a clock without an operation.
    public final Flow<UInt> setUp;

    public final Part newPart = input(Part.TYPE);
    public final Bool isSetUp = output(bool());

    /// A cell of the memory.
    public final UInt fetch = input(uint(PLACE_WIDTH));

    public final Bits cell = output(bits(CELL_BITS));

    /// `cell` is not as it was written.
    public final Bool broken = output(bool());

    private final Mem<Bits> cells;
    private final Mem<Part> parts;
    private final Mem<UInt> ends;
    private final Mem<UInt> begins;

    private final Bool arrived = reg(bool(), init(0));
    private final StoreOperation operation;

    /// @param endpoints a power of two
    /// @param log2Cells of the memory, 4..11
    public StoreQueue(int endpoints, int log2Cells) {
        this.endpoints = endpoints;
        this.endpointWidth = ClanParameters.numberWidth(endpoints);
        this.log2Cells = log2Cells;
        super();
        this.operations = input(flow(StoreOperation.type(endpointWidth)));
        this.endpoint = input(uint(endpointWidth));
        this.queued = output(flow(uint(endpointWidth)));
        this.overrun = output(flow(uint(endpointWidth)));
        this.asked = input(uint(endpointWidth));
        this.release = input(flow(uint(endpointWidth)));
        this.setUp = input(flow(uint(endpointWidth)));
        this.operation = reg(StoreOperation.type(endpointWidth));
        this.cells = mem(bits(CELL_BITS + CELL_BYTES), 1 << log2Cells, ReadUnderWrite.UNDEFINED);
        this.parts = mem(Part.TYPE, endpoints, ReadUnderWrite.UNDEFINED);
        this.ends = mem(uint(PLACE_WIDTH), endpoints, ReadUnderWrite.UNDEFINED);
        this.begins = mem(uint(PLACE_WIDTH), endpoints, ReadUnderWrite.UNDEFINED);
    }

    @Override
    protected String moduleName() {
        return "StoreQueue_n" + endpoints + "_c" + log2Cells;
    }

    @Override
    protected void build() {
        arrived.next(operations.valid());
        operation.next(operations.payload());
        var share = reg(uint(PLACE_WIDTH));
        share.next(parts.readAsync(endpoint).cells());
        limit.assign(share.shr(1).sub(mux(share.eq(0), num(0, PLACE_WIDTH), num(1, PLACE_WIDTH))));
        write();
        part.assign(parts.readAsync(asked));
        when(release.valid(), () -> begins.write(release.payload(), released));
        fetch();
    }

    private void write() {
        var number = operation.endpoint();
        var mine = parts.readAsync(number);
        var end = ends.readAsync(number);
        var begin = begins.readAsync(number);

        // Of the frame that is being written
        var begun = reg(bool(), init(0));
        var lost = reg(bool(), init(0));
        var next = reg(uint(PLACE_WIDTH));
        var at = mux(begun, next, end.add(1));
        var fits = at.sub(begin).lt(mine.cells());
        var isCell = all(arrived, operation.head().not());
        var isHead = all(arrived, operation.head());
        var none = mine.size().eq(0);
        var loses = any(lost.and(begun), fits.not());
        when(
                isCell,
                () -> {
                    begun.next(1);
                    lost.next(loses);
                    next.next(at.add(1));
                });
        when(isHead, () -> begun.next(0));

        var writes = reg(bool(), init(0));
        var place = reg(uint(PLACE_WIDTH));
        var content = reg(bits(CELL_BITS));
        writes.next(any(isCell.and(loses.not()), isHead.and(lost.not())));
        place.next(mine.cell(mux(operation.head(), end, at)));
        content.next(operation.cell());
        when(writes, () -> cells.write(place.trunc(log2Cells), guarded(content)));

        var ends = isHead.and(lost.not());
        var isAsked = all(ends, number.eq(asked));
        written.assign(mux(isAsked, next, this.ends.readAsync(asked)));
        var overruns = all(isHead, lost, none.not());
        var comes = operations.payload();
        queued.valid().assign(all(operations.valid(), comes.head()));
        queued.payload().assign(comes.endpoint());
        overrun.valid().assign(overruns);
        overrun.payload().assign(number);
        discarded.assign(isHead.and(lost));

        var sets = setUp.valid().and(arrived.not());
        isSetUp.assign(sets);
        var changed = mux(arrived, number, setUp.payload());
        var empty = new Part(num(0, mine.place().width()), num(0, Part.SIZE_WIDTH));
        when(
                ends.or(sets),
                () -> this.ends.write(changed, mux(arrived, next, num(0, PLACE_WIDTH))));
        when(overruns.or(sets), () -> parts.write(changed, mux(arrived, empty, newPart)));
    }

    private void fetch() {
        var seen = reg(bits(CELL_BITS + CELL_BYTES));
        seen.next(cells.read(fetch.trunc(log2Cells)));
        cell.assign(seen.trunc(CELL_BITS));
        broken.assign(seen.ne(guarded(seen.trunc(CELL_BITS))));
    }

    /// The parity bits on top.
    static Bits guarded(Bits cell) {
        var parities = new Bool[CELL_BYTES];
        for (int i = 0; i < CELL_BYTES; i++) {
            parities[CELL_BYTES - 1 - i] = cell.slice(8 * i + 7, 8 * i).xorR();
        }
        return cat(cat(parities), cell);
    }
}
