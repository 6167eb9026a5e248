package org.jetstreamlan.driver.clan;

import org.jetstreamlan.abi.clan.ClanRegisters;
import org.jetstreamlan.abi.clan.ClanTable;
import org.jetstreamlan.driver.Adapter;

/// Reads and writes entries of the adapter's tables, each by one command.
final class TableAccess {
    private static final long PATIENCE_CLOCKS = 10_000_000;

    private final Adapter adapter;

    TableAccess(Adapter adapter) {
        this.adapter = adapter;
    }

    /// @throws ClanException REFUSED, TIME_OUT
    void write(ClanTable table, int entry, int... words) {
        if (!tryWrite(table, entry, words)) {
            throw refused("write", table, entry);
        }
    }

    /// @return whether the adapter did it
    boolean tryWrite(ClanTable table, int entry, int... words) {
        for (int i = 0; i < words.length; i++) {
            adapter.writeRegister(ClanRegisters.DATA.offset(i), words[i]);
        }
        return command(ClanRegisters.COMMAND_WRITE, table, entry);
    }

    /// @throws ClanException REFUSED, TIME_OUT
    int[] read(ClanTable table, int entry) {
        if (!command(ClanRegisters.COMMAND_READ, table, entry)) {
            throw refused("read", table, entry);
        }
        var words = new int[table.layout().words().size()];
        for (int i = 0; i < words.length; i++) {
            words[i] = adapter.readRegister(ClanRegisters.DATA.offset(i));
        }
        return words;
    }

    /// @return whether the adapter did it
    boolean command(int operation, ClanTable table, int entry) {
        adapter.writeRegister(
                ClanRegisters.TABLE.offset(),
                ClanRegisters.TABLE_TABLE.of(table.ordinal())
                        | ClanRegisters.TABLE_ENTRY.of(entry));
        adapter.writeRegister(
                ClanRegisters.COMMAND.offset(), ClanRegisters.COMMAND_OPERATION.of(operation));
        long begin = adapter.clocks();
        int answer = adapter.readRegister(ClanRegisters.COMMAND.offset());
        while (ClanRegisters.COMMAND_BUSY.isSet(answer)) {
            if (adapter.clocks() - begin > PATIENCE_CLOCKS) {
                throw new ClanException(
                        ClanException.Reason.TIME_OUT,
                        "%s %d: the adapter is busy with it for %,d clocks; does its bus answer?"
                                .formatted(table, entry, PATIENCE_CLOCKS));
            }
            adapter.pause();
            answer = adapter.readRegister(ClanRegisters.COMMAND.offset());
        }
        return !ClanRegisters.COMMAND_REFUSED.isSet(answer);
    }

    static ClanException refused(String what, ClanTable table, int entry) {
        return new ClanException(
                ClanException.Reason.REFUSED,
                "%s of %s %d: the adapter refused it; its state or its place does not allow that"
                        .formatted(what, table, entry));
    }
}
