package org.jetstreamlan.nic.buffer;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Arbiter;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.RegisterSlice;
import org.jetstreamlan.hdl.lib.Stream;

/// Two readers of block memory that can wait share its `aheadRead`, in turn.
///
/// ```
/// in[0] ─┐
///        ├─ round robin ─ register ── out ──> BlockMemory ── cell ── cells[whose]
/// in[1] ─┘
/// ```
/// The memory's address is its slowest net: what goes there comes from a register. Latency 1 clock to `out`, 0 from `cell`; throughput 1 cell a
/// clock; cells come in the order of the requests.
public final class LateReads extends Module {
    private final int cellWidth;

    public final List<Stream<BlockReadRequest>> in;
    public final List<Flow<Bits>> cells;
    public final Stream<BlockReadRequest> out;
    public final Flow<Bits> cell = input(flow(bits(BlockMemory.CELL_BITS)));

    private final Arbiter<BlockReadRequest> arbiter;
    private final RegisterSlice<Bits> slice;

    /// @param cellWidth log2 of the block memory's cells
    public LateReads(int cellWidth) {
        this.cellWidth = cellWidth;
        super();
        var type = BlockReadRequest.type(cellWidth);
        List<Stream<BlockReadRequest>> requests = new ArrayList<>();
        List<Flow<Bits>> answers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            requests.add(input(stream(type)));
            answers.add(output(flow(bits(BlockMemory.CELL_BITS))));
        }
        this.in = List.copyOf(requests);
        this.cells = List.copyOf(answers);
        this.out = output(stream(type));
        this.arbiter = child(new Arbiter<>(type, 2, Arbiter.Policy.ROUND_ROBIN));
        this.slice = child(new RegisterSlice<>(bits(cellWidth + 1)));
    }

    @Override
    protected String moduleName() {
        return "LateReads_c" + cellWidth;
    }

    @Override
    protected void build() {
        for (int i = 0; i < 2; i++) {
            connect(arbiter.in.get(i), in.get(i));
        }
        var asked = arbiter.out;
        slice.in.valid().assign(asked.valid());
        slice.in.payload().assign(cat(arbiter.winner, asked.payload().address()));
        asked.ready().assign(slice.in.ready());
        var request = slice.out;
        out.valid().assign(request.valid());
        out.payload().address().assign(request.payload().trunc(cellWidth).asUInt());
        request.ready().assign(out.ready());
        var whose = reg(bool());
        whose.next(request.payload().bit(cellWidth));
        Bool[] of = {whose.not(), whose};
        for (int i = 0; i < 2; i++) {
            cells.get(i).valid().assign(cell.valid().and(of[i]));
            cells.get(i).payload().assign(cell.payload());
        }
    }
}
