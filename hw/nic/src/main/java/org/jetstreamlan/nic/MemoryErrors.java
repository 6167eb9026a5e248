package org.jetstreamlan.nic;

import org.jetstreamlan.abi.MemoryKind;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.nic.buffer.BlockManager;
import org.jetstreamlan.nic.buffer.TableError;

/// MEMORY_ERROR: where a word with wrong parity was read first, and that there has been one. Of several in one clock the table's is kept, then the
/// list's, the VCI's, then the sent cell's, then the host's. Latency 1 clock to `events` and `happened`, 2 to `place`.
final class MemoryErrors extends Module {
    private static final int PLACE_WIDTH = Registers.MEMORY_ERROR_PLACE.width();

    final Bool restart = input(bool());

    /// Cells of block memory, read by the transmit engine, by the host, by a copy.
    final Flow<UInt> sentCell;

    final Flow<UInt> hostCell;
    final Flow<UInt> copiedCell;
    final Flow<TableError> table;

    /// The pool whose list it is.
    final Flow<UInt> list = input(flow(uint(BlockManager.POOL_WIDTH)));

    /// The VCI that was looked up.
    final Flow<UInt> vci = input(flow(uint(Registers.VCI_LOW_VCI.width())));

    /// Forget the first one.
    final Bool forget = input(bool());

    final Bool valid = output(bool());
    final Enumerated<MemoryKind> memory = output(enumerated(MemoryKind.class));
    final Bits place = output(bits(PLACE_WIDTH));

    final MemoryEvents events = output(MemoryEvents.TYPE);

    /// Any of them.
    final Bool happened = output(bool());

    /// @param cellWidth log2 of the cells of block memory
    /// @param tableWidth bits of a place in a table of the block manager
    MemoryErrors(int cellWidth, int tableWidth) {
        this.sentCell = input(flow(uint(cellWidth)));
        this.hostCell = input(flow(uint(cellWidth)));
        this.copiedCell = input(flow(uint(cellWidth)));
        this.table = input(flow(TableError.type(tableWidth)));
    }

    @Override
    protected void build() {
        var seen = reg(MemoryEvents.TYPE, init(0));
        var seenMemory = reg(enumerated(MemoryKind.class));
        var seenPlace = reg(bits(PLACE_WIDTH));
        seen.next(
                new MemoryEvents(
                        sentCell.valid(),
                        hostCell.valid(),
                        copiedCell.valid(),
                        table.valid(),
                        list.valid(),
                        vci.valid()));
        seenMemory.next(MemoryKind.BLOCKS);
        seenPlace.next(
                mux(
                                sentCell.valid(),
                                sentCell.payload(),
                                mux(hostCell.valid(), hostCell.payload(), copiedCell.payload()))
                        .asBits()
                        .zext(PLACE_WIDTH));
        when(
                        table.valid(),
                        () -> {
                            seenMemory.next(table.payload().table());
                            seenPlace.next(table.payload().place().asBits().zext(PLACE_WIDTH));
                        })
                .elseWhen(
                        list.valid(),
                        () -> {
                            seenMemory.next(MemoryKind.WAITING);
                            seenPlace.next(list.payload().asBits().zext(PLACE_WIDTH));
                        })
                .elseWhen(
                        vci.valid(),
                        () -> {
                            seenMemory.next(MemoryKind.VCI);
                            seenPlace.next(vci.payload().asBits());
                        });
        var any = seen.asBits().orR();
        events.assign(seen);
        happened.assign(any);

        var known = reg(bool(), init(0));
        var firstMemory = reg(enumerated(MemoryKind.class), MemoryKind.BLOCKS);
        var firstPlace = reg(bits(PLACE_WIDTH), init(0));
        when(
                any.and(known.not()),
                () -> {
                    known.next(1);
                    firstMemory.next(seenMemory);
                    firstPlace.next(seenPlace);
                });
        when(
                forget.or(restart),
                () -> {
                    known.next(0);
                    firstMemory.next(MemoryKind.BLOCKS);
                    firstPlace.next(0);
                });
        valid.assign(known);
        memory.assign(firstMemory);
        place.assign(firstPlace);
    }
}
