package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.master.ReadBeat;
import org.jetstreamlan.nic.master.ReadBurst;

/// Reads the pieces of a frame, and makes its cells: in bursts of up to 64 beats that do not cross a multiple of 512 bytes, so none crosses 4 KiB.
///
/// ```
/// pieces ─┬─ bursts ──> ReadManager
///         └─ Aligner <── beats      ── cells
/// ```
/// What it asks for has its place: the frame's buffer is empty when it begins. Latency 1 clock from a piece to its first burst, 2 from a beat to its
/// cell; a beat a clock.
public final class DataFetch extends Module {
    private static final int LOG2_BURST = 6;
    private static final int LANE_WIDTH = 3;
    private static final int CELLS_WIDTH = 10;
    private static final int ADDRESS_WIDTH = RegionEntry.ADDRESS_WIDTH - LANE_WIDTH;

    /// A frame begins, at this lane; not before the one before is done, or `empty`.
    public final Bool begin = input(bool());

    public final UInt lane = input(uint(LANE_WIDTH));

    /// The beats of the piece are another's; it lies within 64 bytes.
    public final Bool plain = input(bool());

    public final Stream<DataPiece> pieces = input(stream(DataPiece.TYPE));
    public final Stream<ReadBurst> read = output(stream(ReadBurst.type()));
    public final Flow<ReadBeat> beat = input(flow(ReadBeat.type(StoreQueue.CELL_BITS)));
    public final Flow<Bits> cell = output(flow(bits(StoreQueue.CELL_BITS)));

    /// Nothing that was entered is still to come.
    public final Bool empty = output(bool());

    /// All cells are out, or the last goes out in this clock; for a frame of at least one byte.
    public final Bool done = output(bool());

    /// The bus has refused a beat since `begin`.
    public final Bool failed = output(bool());

    private final Aligner aligner = child(new Aligner());

    @Override
    protected void build() {
        var address = reg(uint(ADDRESS_WIDTH));
        var left = reg(uint(CELLS_WIDTH), init(0));
        var piece = pieces.payload();
        var idle = left.eq(0);
        pieces.ready().assign(idle.and(any(plain, aligner.pieces.ready())));
        aligner.pieces.valid().assign(all(pieces.valid(), idle, plain.not()));
        aligner.pieces.payload().assign(piece);

        var toBoundary = num(1 << LOG2_BURST, LOG2_BURST + 1);
        var burst = reg(uint(LOG2_BURST + 1));
        var settled = reg(bool(), init(0));
        var toEnd = toBoundary.sub(address.trunc(LOG2_BURST).zext(LOG2_BURST + 1));
        var few = left.lt(toEnd.zext(CELLS_WIDTH));
        burst.next(mux(few, left.trunc(LOG2_BURST + 1), toEnd));
        settled.next(all(idle.not(), read.fire().not()));
        read.valid().assign(settled);
        read.payload().address().assign(cat(address, zeros(LANE_WIDTH)).asUInt());
        read.payload().len().assign(burst.sub(1).zext(8));
        when(
                read.fire(),
                () -> {
                    address.next(address.add(burst.zext(ADDRESS_WIDTH)));
                    left.next(left.sub(burst.zext(CELLS_WIDTH)));
                });
        when(
                pieces.fire(),
                () -> {
                    address.next(
                            piece.bus().slice(RegionEntry.ADDRESS_WIDTH - 1, LANE_WIDTH).asUInt());
                    left.next(ReceiveBuffer.cellsOf(piece.bus(), piece.bytes()).trunc(CELLS_WIDTH));
                });

        aligner.begin.assign(begin);
        aligner.lane.assign(lane);
        aligner.beat.assign(beat);
        cell.assign(aligner.cell);
        empty.assign(idle.and(aligner.empty));
        done.assign(aligner.done);
        failed.assign(aligner.failed);
    }
}
