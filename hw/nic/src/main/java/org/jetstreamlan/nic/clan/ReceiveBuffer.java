package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;

/// Keeps the cells of frames between the ring and the host's bus, in block RAM, with a parity bit a byte. A frame's cells are tentative until it is taken, and gone when
/// the next one begins.
///
/// ```
///  | being written | taken, in order        | free
///  ^read           ^                        ^committed ... ^tentative
/// ```
/// Latency 3 clocks from `taken` to the first cell at `out`; a cell a clock on both sides.
public final class ReceiveBuffer extends Module {
    /// Frames that wait, at most.
    static final int FRAMES = 64;

    private static final int LANE_WIDTH = 3;
    private static final int AHEAD = 4;

    private final int log2Cells;
    private final int endpointWidth;

    public final Flow<Bits> cell = input(flow(bits(StoreQueue.CELL_BITS)));

    /// A frame begins: what was not taken is forgotten.
    public final Bool begins = input(bool());

    public final Flow<TakenFrame> taken;

    /// All cells of the frame have found their place so far, and there is one for it among those that wait.
    public final Bool room = output(bool());

    /// Frames in their order, and their cells; `frames` is taken with the first.
    public final Stream<TakenFrame> frames;

    public final Stream<PayloadCell> out = output(stream(PayloadCell.TYPE));

    /// Something waits.
    public final Bool busy = output(bool());

    private final Mem<Bits> cells;
    private final Fifo<TakenFrame> waiting;
    private final Fifo<PayloadCell> ahead =
            child(new Fifo<>(PayloadCell.TYPE, AHEAD, Fifo.Storage.LUT));

    /// @param log2Cells 10..11: a frame of 4 KiB has its place
    /// @param endpointWidth bits of an endpoint's number
    public ReceiveBuffer(int log2Cells, int endpointWidth) {
        this.log2Cells = log2Cells;
        this.endpointWidth = endpointWidth;
        super();
        this.taken = input(flow(TakenFrame.type(endpointWidth)));
        this.frames = output(stream(TakenFrame.type(endpointWidth)));
        this.cells =
                mem(
                        bits(StoreQueue.CELL_BITS + StoreQueue.CELL_BYTES),
                        1 << log2Cells,
                        ReadUnderWrite.UNDEFINED);
        this.waiting =
                child(new Fifo<>(TakenFrame.type(endpointWidth), FRAMES, Fifo.Storage.BLOCK));
    }

    @Override
    protected String moduleName() {
        return "ReceiveBuffer_c" + log2Cells + "_e" + endpointWidth;
    }

    /// Cells that a run of bytes touches: without bytes none, whatever its address, which nobody has looked at then.
    static UInt cellsOf(UInt address, UInt bytes) {
        var end = bytes.addFull(address.trunc(LANE_WIDTH).zext(bytes.width()));
        var round = end.add(StoreQueue.CELL_BYTES - 1);
        var count = round.slice(round.width() - 1, LANE_WIDTH).asUInt();
        return mux(bytes.eq(0), num(0, count.width()), count);
    }

    @Override
    protected void build() {
        int width = log2Cells + 1;
        var tentative = reg(uint(width), init(0));
        var committed = reg(uint(width), init(0));
        var read = reg(uint(width), init(0));
        var lost = reg(bool(), init(0));
        var fits = tentative.sub(read).bit(log2Cells).not();
        var writes = all(cell.valid(), fits, lost.not());
        when(
                writes,
                () -> cells.write(tentative.trunc(log2Cells), StoreQueue.guarded(cell.payload())));
        when(cell.valid(), () -> tentative.next(tentative.add(1)));
        when(cell.valid().and(fits.not()), () -> lost.next(1));
        when(
                begins,
                () -> {
                    tentative.next(committed);
                    lost.next(0);
                });
        var frame = taken.payload();
        var count = cellsOf(frame.bus(), frame.bytes()).zext(width);
        when(taken.valid(), () -> committed.next(committed.add(count)));
        var free = reg(bool(), init(0));
        free.next(waiting.level.lt(FRAMES - 1));
        room.assign(lost.not().and(free));
        waiting.in.valid().assign(taken.valid());
        waiting.in.payload().assign(frame);
        connect(frames, waiting.out);
        when(taken.valid(), () -> check(waiting.in.ready(), "a frame that is taken has its place"));

        // Ahead, as far as there is room for what is asked for.
        var came = reg(bits(2), init(0));
        var under = came.bit(0).asUInt().addFull(came.bit(1).asUInt());
        var asks = all(read.ne(committed), ahead.level.zext(4).add(under.zext(4)).lt(AHEAD));
        came.next(cat(came.bit(0), asks));
        when(asks, () -> read.next(read.add(1)));
        var seen = reg(bits(cells.width()));
        seen.next(cells.read(read.trunc(log2Cells)));
        var data = seen.trunc(StoreQueue.CELL_BITS);
        var fresh = new PayloadCell(data, seen.ne(StoreQueue.guarded(data)));
        // Past those that wait, where none does.
        var waits = ahead.out.valid();
        out.valid().assign(waits.or(came.bit(1)));
        out.payload().assign(mux(waits, ahead.out.payload(), fresh));
        ahead.out.ready().assign(out.ready());
        ahead.in.valid().assign(all(came.bit(1), any(waits, out.ready().not())));
        ahead.in.payload().assign(fresh);
        busy.assign(any(waiting.out.valid(), waiting.level.ne(0), ahead.out.valid(), came.orR()));
    }
}
