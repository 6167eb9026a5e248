package org.jetstreamlan.nic;

import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.VciHash;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.table.VciAccess;
import org.jetstreamlan.nic.table.VciEntry;
import org.jetstreamlan.nic.table.VciTable;

/// VCI_LOW, VCI_HIGH and VCI_COMMAND: moves entries between these and the VCI table, and clears the table while the adapter restarts.
///
/// A place that does not exist reads as 0; writes to it are ignored. A command while one is busy is ignored. `busy` lasts 5 clocks, and
/// as many more as there are look-ups in them.
final class VciCommands extends Module {
    private final int setWidth;
    private final int placeWidth;

    final Bool restart = input(bool());

    /// What is to be cleared: way in the low bits, set above.
    final UInt place;

    // Registers: VCI_INDEX as it is held, the others as they are written.
    final UInt set = input(uint(Registers.VCI_INDEX_SET.width()));
    final UInt way = input(uint(Registers.VCI_INDEX_WAY.width()));
    final Flow<VciEntry> lowWritten = input(flow(VciEntry.type()));
    final Flow<VciEntry> highWritten = input(flow(VciEntry.type()));
    final Flow<Bits> command = input(flow(bits(Registers.VCI_COMMAND_OPERATION.width())));

    /// VCI_LOW and VCI_HIGH.
    final VciEntry entry = output(VciEntry.type());

    final Bool busy = output(bool());

    final Stream<VciAccess> access;
    final Flow<VciEntry> reply = input(flow(VciEntry.type()));

    /// Its parity is wrong.
    final Bool replyBroken = input(bool());

    /// That of the entry which was read last was.
    final Bool broken = output(bool());

    private final VciEntry held = reg(VciEntry.type(), init(0));

    /// @param sets of each way
    /// @param placeWidth bits of `place`
    VciCommands(int sets, int placeWidth) {
        this.setWidth = Integer.numberOfTrailingZeros(sets);
        this.placeWidth = placeWidth;
        super();
        this.place = input(uint(placeWidth));
        this.access = output(stream(VciAccess.type(VciTable.wayWidth(VciHash.WAYS), setWidth)));
    }

    @Override
    protected String moduleName() {
        return "VciCommands_s" + setWidth + "_p" + placeWidth;
    }

    @Override
    protected void build() {
        var asks = reg(bool(), init(0));
        var readBroken = reg(bool(), init(0));
        broken.assign(readBroken);
        var waits = reg(bool(), init(0));
        var writes = reg(bool());
        int wayWidth = VciTable.wayWidth(VciHash.WAYS);
        var exists = set.slice(15, setWidth).orR().not().and(way.lt(VciHash.WAYS));

        access.valid().assign(restart.or(asks));
        access.payload().write().assign(restart.or(writes));
        access.payload().way().assign(mux(restart, place.trunc(wayWidth), way.trunc(wayWidth)));
        access.payload()
                .set()
                .assign(
                        mux(
                                restart,
                                place.slice(wayWidth + setWidth - 1, wayWidth).asUInt(),
                                set.trunc(setWidth)));
        access.payload().entry().assign(mux(restart, VciEntry.type().zero(), held));
        entry.assign(held);
        busy.assign(asks.or(waits));

        when(lowWritten.valid(), () -> held.vci().next(lowWritten.payload().vci()));
        when(
                highWritten.valid(),
                () -> {
                    held.valid().next(highWritten.payload().valid());
                    held.tap().next(highWritten.payload().tap());
                    held.pool().next(highWritten.payload().pool());
                });
        var reads = command.payload().eq(Registers.VCI_COMMAND_READ);
        var accepted =
                all(
                        command.valid(),
                        busy.not(),
                        reads.or(command.payload().eq(Registers.VCI_COMMAND_WRITE)));
        when(
                accepted,
                () -> {
                    writes.next(reads.not());
                    when(exists, () -> asks.next(1))
                            .elseWhen(reads, () -> held.next(VciEntry.type().zero()));
                });
        when(
                access.fire(),
                () -> {
                    asks.next(0);
                    waits.next(1);
                });
        when(
                reply.valid(),
                () -> {
                    waits.next(0);
                    when(
                            waits.and(writes.not()),
                            () -> {
                                held.next(reply.payload());
                                readBroken.next(replyBroken);
                            });
                });
        when(
                restart,
                () -> {
                    asks.next(0);
                    waits.next(0);
                    readBroken.next(0);
                    held.next(VciEntry.type().zero());
                });
    }
}
