package org.jetstreamlan.nic.clan;

import java.util.List;
import java.util.stream.IntStream;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Selection;

/// Two frames that were read from the host's memory, whole, before they are offered: a bus that stalls costs nobody the token. In block RAM, with a parity bit a
/// byte.
///
/// ```
/// FREE ── begin, cells, put ── STAGED ── taken ── SENDING ── released ── FREE
///                                └────── dropped ──────────────────────┘
/// ```
/// Latency 2 clocks from `fetch` to `cell`; a cell a clock on both sides.
public final class Stage extends Module {
    /// Frames.
    public static final int BUFFERS = 2;

    private static final int LOG2_CELLS = 9;

    /// Bits of a cell's number, the buffer on top.
    public static final int CELL_WIDTH = LOG2_CELLS + 1;

    private static final int COUNT_WIDTH = DmaPlaces.SLOT_WIDTH - 1;

    /// Where a buffer stands.
    enum State {
        FREE,
        STAGED,
        SENDING
    }

    private final int endpointWidth;

    /// A buffer is free.
    final Bool room = output(bool());

    /// A frame begins in it.
    final Bool begin = input(bool());

    final Flow<Bits> in = input(flow(bits(StoreQueue.CELL_BITS)));

    /// The slot of the frame that is being read.
    final UInt slot = output(uint(DmaPlaces.SLOT_WIDTH));

    /// It is there.
    final Flow<StagedFrame> put = input(flow(StagedFrame.TYPE));

    final UInt owner;

    /// Whose frames are there.
    final List<Flow<UInt>> staged;

    /// The frame of a buffer is to be sent; its payload is read; what is staged of an endpoint is forgotten.
    final Flow<UInt> taken = input(flow(uint(1)));

    final Flow<UInt> released = input(flow(uint(1)));
    final Flow<UInt> drop;

    /// All is forgotten.
    final Bool restart = input(bool());

    // To the frame builder
    final UInt buffer = input(uint(1));
    final StagedFrame frame = output(StagedFrame.TYPE);
    final UInt fetch = input(uint(CELL_WIDTH));
    final Bits cell = output(bits(StoreQueue.CELL_BITS));

    /// `cell` is not as it was written.
    final Bool broken = output(bool());

    private final Mem<Bits> cells =
            mem(
                    bits(StoreQueue.CELL_BITS + StoreQueue.CELL_BYTES),
                    1 << CELL_WIDTH,
                    ReadUnderWrite.UNDEFINED);
    private final Mem<StagedFrame> frames =
            mem(StagedFrame.TYPE, BUFFERS, ReadUnderWrite.UNDEFINED);
    private final List<Enumerated<State>> states =
            IntStream.range(0, BUFFERS)
                    .mapToObj(_ -> reg(enumerated(State.class), State.FREE))
                    .toList();
    private final List<UInt> owners;

    /// @param endpointWidth bits of an endpoint's number
    Stage(int endpointWidth) {
        this.endpointWidth = endpointWidth;
        super();
        this.owner = input(uint(endpointWidth));
        this.drop = input(flow(uint(endpointWidth)));
        this.staged =
                IntStream.range(0, BUFFERS)
                        .mapToObj(_ -> output(flow(uint(endpointWidth))))
                        .toList();
        this.owners = IntStream.range(0, BUFFERS).mapToObj(_ -> reg(uint(endpointWidth))).toList();
    }

    @Override
    protected String moduleName() {
        return "Stage_e" + endpointWidth;
    }

    @Override
    protected void build() {
        var filling = reg(uint(1), init(0));
        var place = reg(uint(LOG2_CELLS));
        var firstFree = states.getFirst().is(State.FREE);
        room.assign(any(firstFree, states.getLast().is(State.FREE)));
        when(
                begin,
                () -> {
                    filling.next(firstFree.not().asUInt());
                    place.next(0);
                });
        when(
                in.valid(),
                () -> {
                    cells.write(cat(filling, place).asUInt(), StoreQueue.guarded(in.payload()));
                    place.next(place.add(1));
                });
        when(put.valid(), () -> frames.write(filling, put.payload()));
        for (int i = 0; i < BUFFERS; i++) {
            track(i, filling);
        }
        frame.assign(frames.readAsync(buffer));
        var seen = reg(bits(cells.width()));
        seen.next(cells.read(fetch));
        var data = seen.trunc(StoreQueue.CELL_BITS);
        cell.assign(data);
        broken.assign(seen.ne(StoreQueue.guarded(data)));

        List<UInt> counts =
                IntStream.range(0, BUFFERS).mapToObj(_ -> reg(uint(COUNT_WIDTH), init(0))).toList();
        slot.assign(cat(filling, Selection.of(counts, filling)).asUInt());
        for (int i = 0; i < BUFFERS; i++) {
            var count = counts.get(i);
            when(all(put.valid(), filling.eq(i)), () -> count.next(count.add(1)));
        }
    }

    private void track(int i, UInt filling) {
        var state = states.get(i);
        var whose = owners.get(i);
        staged.get(i).valid().assign(state.is(State.STAGED));
        staged.get(i).payload().assign(whose);
        when(
                all(put.valid(), filling.eq(i)),
                () -> {
                    state.next(State.STAGED);
                    whose.next(owner);
                });
        when(
                all(drop.valid(), state.is(State.STAGED), whose.eq(drop.payload())),
                () -> state.next(State.FREE));
        when(all(taken.valid(), taken.payload().eq(i)), () -> state.next(State.SENDING));
        when(
                any(restart, all(released.valid(), released.payload().eq(i))),
                () -> state.next(State.FREE));
    }
}
