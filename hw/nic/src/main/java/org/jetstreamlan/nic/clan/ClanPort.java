package org.jetstreamlan.nic.clan;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jetstreamlan.abi.clan.ClanRegisters;
import org.jetstreamlan.regs.Register;

/// The registers of CLAN, DATA as a register a word.
///
/// COMMAND and DATA are held by CLAN.
public final class ClanPort {
    private ClanPort() {}

    /// Word i of an entry.
    public static final List<Register> DATA =
            IntStream.range(0, ClanCommands.WORDS)
                    .mapToObj(
                            i ->
                                    Register.of(
                                            "CLAN_DATA_" + i,
                                            ClanRegisters.DATA.offset(i),
                                            ClanRegisters.DATA.access(),
                                            "Word %d of an entry.".formatted(i)))
                    .toList();

    public static final List<Register> REGISTERS =
            Stream.concat(
                            Stream.of(
                                    ClanRegisters.SIZES,
                                    ClanRegisters.CONTROL,
                                    ClanRegisters.STATUS,
                                    ClanRegisters.BREAK_TIME,
                                    ClanRegisters.EVENT_CONSUMER,
                                    ClanRegisters.INTERRUPT_STATUS,
                                    ClanRegisters.INTERRUPT_ENABLE,
                                    ClanRegisters.TABLE,
                                    ClanRegisters.COMMAND,
                                    ClanRegisters.COUNTERS),
                            DATA.stream())
                    .toList();

    /// Those that CLAN holds itself.
    public static final List<Register> EXTERNAL =
            Stream.concat(Stream.of(ClanRegisters.COMMAND), DATA.stream()).toList();
}
