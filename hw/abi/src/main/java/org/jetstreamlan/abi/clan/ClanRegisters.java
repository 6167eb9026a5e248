package org.jetstreamlan.abi.clan;

import static org.jetstreamlan.regs.Access.RO;
import static org.jetstreamlan.regs.Access.RW;
import static org.jetstreamlan.regs.Access.W1C;

import java.util.List;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.regs.EnumValue;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Register;
import org.jetstreamlan.regs.RegisterBlock;

/// Registers of an adapter that has CLAN ([Registers#TABLES_CLAN]), in the same 4 KiB as [Registers]. Without it there are none of these.
///
/// ```
/// 0x800  sizes, control, state     0x820  tables
/// 0x814  events, interrupts        0x840  DATA[16]: an entry of a table
///                                  0x900  counters
/// ```
/// A table's entry is written by TABLE, DATA, COMMAND, and read by TABLE, COMMAND, DATA. A command is done when BUSY is 0; writes to TABLE, DATA and COMMAND
/// before that are lost.
public final class ClanRegisters {
    private ClanRegisters() {}

    public static final Field SIZES_ENDPOINTS = Field.of("ENDPOINTS", 0, 4, "log2, 0..10.");
    public static final Field SIZES_REGIONS = Field.of("REGIONS", 4, 4, "log2, 0..9.");
    public static final Field SIZES_PAGES = Field.of("PAGES", 8, 4, "log2, 0..8.");
    public static final Field SIZES_WORDS = Field.of("WORDS", 12, 4, "Tripwires, log2, 6..12.");
    public static final Field SIZES_RANGES = Field.of("RANGES", 16, 5, "Tripwires, 0..16.");
    public static final Field SIZES_CELLS = Field.of("CELLS", 24, 4, "Store memory, log2, 4..11.");
    public static final Register SIZES =
            Register.of(
                    "CLAN_SIZES",
                    0x800,
                    RO,
                    "Sizes of the tables.",
                    SIZES_ENDPOINTS,
                    SIZES_REGIONS,
                    SIZES_PAGES,
                    SIZES_WORDS,
                    SIZES_RANGES,
                    SIZES_CELLS);

    public static final Field CONTROL_ENABLE =
            Field.bit("ENABLE", 0, "Take and send CLAN frames, when the ring lets it.");
    public static final Register CONTROL =
            Register.of("CLAN_CONTROL", 0x804, RW, "What CLAN does.", CONTROL_ENABLE);

    public static final Field STATUS_ON =
            Field.bit("ON", 0, "Enabled, a member of the ring, and F is at least 1,032 words.");
    public static final Field STATUS_HOLDING =
            Field.bit("HOLDING", 1, "The station has ceased to be a member; OPEN becomes HELD.");
    public static final Register STATUS =
            Register.of("CLAN_STATUS", 0x808, RO, "Of CLAN.", STATUS_ON, STATUS_HOLDING);

    public static final Register BREAK_TIME =
            Register.of(
                            "CLAN_BREAK_TIME",
                            0x80C,
                            RW,
                            "Clocks as a member without progress that break an endpoint; looked at every 1,024.")
                    .resetTo(1 << 22);

    public static final Register EVENT_CONSUMER =
            Register.of(
                    "CLAN_EVENT_CONSUMER",
                    0x814,
                    RW,
                    "Of ring 0: events below this index have been read.",
                    Registers.RING_INDEX);

    public static final Field INTERRUPT_RINGS = Field.of("RINGS", 0, 16, "One bit a ring.");
    public static final Register INTERRUPT_STATUS =
            Register.of(
                    "CLAN_INTERRUPT_STATUS",
                    0x818,
                    W1C,
                    "Rings with a new event; set wins over clear in one clock.",
                    INTERRUPT_RINGS);
    public static final Register INTERRUPT_ENABLE =
            Register.of(
                    "CLAN_INTERRUPT_ENABLE",
                    0x81C,
                    RW,
                    "What raises the adapter's interrupt line.",
                    INTERRUPT_RINGS);

    public static final Field TABLE_ENTRY = Field.of("ENTRY", 0, 16, "Number of the entry.");
    public static final Field TABLE_TABLE =
            Field.choice(
                    "TABLE",
                    16,
                    4,
                    "Which.",
                    EnumValue.ofEach(ClanTable.values(), ClanTable::description));
    public static final Register TABLE =
            Register.of("CLAN_TABLE", 0x820, RW, "Selects an entry.", TABLE_ENTRY, TABLE_TABLE);

    public static final int COMMAND_READ = 1;
    public static final int COMMAND_WRITE = 2;
    public static final int COMMAND_OPEN = 3;
    public static final int COMMAND_CLOSE = 4;
    public static final int COMMAND_BREAK = 5;
    public static final Field COMMAND_OPERATION =
            Field.choice(
                    "OPERATION",
                    0,
                    4,
                    "Reads 0. The last three are for endpoints.",
                    new EnumValue("READ", COMMAND_READ, "entry to DATA"),
                    new EnumValue("WRITE", COMMAND_WRITE, "DATA to entry"),
                    new EnumValue("OPEN", COMMAND_OPEN, "CLOSED, HELD to OPEN"),
                    new EnumValue("CLOSE", COMMAND_CLOSE, "any state but CLOSED to CLOSING"),
                    new EnumValue("BREAK", COMMAND_BREAK, "OPEN, HELD to BROKEN"));
    public static final Field COMMAND_REFUSED =
            Field.bit(
                    "REFUSED",
                    30,
                    "The last command did nothing: no such entry, a state that does not allow it, or a part that is not empty.");
    public static final Field COMMAND_BUSY =
            Field.bit("BUSY", 31, "The last command is not done; writes are lost.");
    public static final Register COMMAND =
            Register.of(
                    "CLAN_COMMAND",
                    0x824,
                    RW,
                    "Does something with the selected entry.",
                    COMMAND_OPERATION,
                    COMMAND_REFUSED,
                    COMMAND_BUSY);

    /// Words of [#DATA].
    public static final int DATA_WORDS = 16;

    public static final Register DATA =
            Register.of("CLAN_DATA", 0x840, RW, "Word i of an entry.").times(DATA_WORDS);

    /// One register per [ClanCounter], in its order.
    public static final Register COUNTERS =
            Register.of("CLAN_COUNTERS", 0x900, RO, "Saturating event counters, see ClanCounter.")
                    .times(ClanCounter.values().length);

    /// All of the above.
    public static final RegisterBlock BLOCK =
            new RegisterBlock(
                    "Clan",
                    Registers.BYTES,
                    List.of(
                            SIZES,
                            CONTROL,
                            STATUS,
                            BREAK_TIME,
                            EVENT_CONSUMER,
                            INTERRUPT_STATUS,
                            INTERRUPT_ENABLE,
                            TABLE,
                            COMMAND,
                            DATA,
                            COUNTERS));
}
