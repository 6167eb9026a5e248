package org.jetstreamlan.abi;

import static org.jetstreamlan.regs.Access.RO;
import static org.jetstreamlan.regs.Access.RW;
import static org.jetstreamlan.regs.Access.W1C;
import static org.jetstreamlan.regs.Access.WO;

import java.util.List;
import org.jetstreamlan.regs.EnumValue;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Register;
import org.jetstreamlan.regs.RegisterBlock;

/// The adapter's registers: AXI4-Lite, 32 bits, little-endian, 4 KiB. A write with any byte strobe
/// missing, or to a read-only register, answers SLVERR and changes nothing; so does any access to a
/// register that does not exist, which reads 0.
///
/// ```
/// 0x000  identification, version, capabilities     0x0C0  blocks, pool table
/// 0x020  control, ring state, timers      0x100  VCI table
/// 0x080  rings                                     0x180  places of the rings in host memory
/// 0x0A0  interrupts                                0x1C0  copies
///                                                  0x200  ALLOC[64]
///                                                  0x300  CLAIM[64]
///                                                  0x400  counters
/// ```
public final class Registers {
    private Registers() {}

    /// Size of the register space in bytes.
    public static final int BYTES = 0x1000;

    /// `JSTR`, first letter on top.
    public static final int IDENTIFICATION_VALUE = 0x4A53_5452;

    /// Major version (upper half) changes when an old driver would fail, minor (lower half) when
    /// something is added.
    public static final int VERSION_VALUE = 0x0002_0003;

    /// Entries of [#ALLOC] and of the pool table.
    public static final int POOLS = 64;

    // Identification and capabilities

    public static final Register IDENTIFICATION =
            Register.of("IDENTIFICATION", 0x000, RO, "The letters JSTR, first letter on top.")
                    .resetTo(IDENTIFICATION_VALUE);

    public static final Field VERSION_MINOR =
            Field.of("MINOR", 0, 16, "Additions; any value works with a driver of this major.");
    public static final Field VERSION_MAJOR =
            Field.of("MAJOR", 16, 16, "A driver refuses a major it does not know.");
    public static final Register VERSION =
            Register.of("VERSION", 0x004, RO, "Of this contract.", VERSION_MINOR, VERSION_MAJOR)
                    .resetTo(VERSION_VALUE);

    public static final Field BLOCKS_COUNT =
            Field.of("COUNT", 0, 16, "Blocks of buffer memory, 2..512, by BLOCK_SIZE.");
    public static final Field BLOCKS_LOG2_BYTES =
            Field.of("LOG2_BYTES", 16, 5, "Block size, 11 (2 KiB) to 16 (64 KiB).");
    public static final Register BLOCKS =
            Register.of("BLOCKS", 0x008, RO, "Buffer memory.", BLOCKS_COUNT, BLOCKS_LOG2_BYTES);

    public static final Field TABLES_POOLS = Field.of("POOLS", 0, 8, "Pools, 1..64.");
    public static final Field TABLES_VCI_WAYS =
            Field.of("VCI_WAYS", 8, 4, "Ways of the VCI table.");
    public static final Field TABLES_VCI_LOG2_SETS =
            Field.of("VCI_LOG2_SETS", 16, 4, "Sets of each way of the VCI table, 4..12.");
    public static final Field TABLES_CLAN =
            Field.bit("CLAN", 31, "There are the registers of CLAN, from 0x800 on.");
    public static final Register TABLES =
            Register.of(
                    "TABLES",
                    0x00C,
                    RO,
                    "Sizes of the tables.",
                    TABLES_POOLS,
                    TABLES_VCI_WAYS,
                    TABLES_VCI_LOG2_SETS,
                    TABLES_CLAN);

    public static final Field RINGS_TRANSMIT =
            Field.of("LOG2_TRANSMIT", 0, 4, "Transmit descriptors.");
    public static final Field RINGS_EVENT = Field.of("LOG2_EVENT", 4, 4, "Receive events.");
    public static final Field RINGS_COMPLETION = Field.of("LOG2_COMPLETION", 8, 4, "Completions.");
    public static final Field RINGS_COPY =
            Field.of(
                    "LOG2_COPY",
                    12,
                    4,
                    "Copy descriptors, and copy completions; 0: this build has no copies.");
    public static final Register RINGS =
            Register.of(
                    "RINGS",
                    0x010,
                    RO,
                    "Logarithms of the ring sizes in entries.",
                    RINGS_TRANSMIT,
                    RINGS_EVENT,
                    RINGS_COMPLETION,
                    RINGS_COPY);

    public static final Register CLOCK_KHZ =
            Register.of("CLOCK_KHZ", 0x014, RO, "Nominal core clock in kHz.").resetTo(125_000);

    public static final Register SCRATCH =
            Register.of("SCRATCH", 0x018, RW, "Holds what is written; for bus tests.");

    // Control and state

    public static final Field CONTROL_RESET =
            Field.bit(
                    "RESET",
                    0,
                    "Written 1: everything but this write is as after power-up; reads 0.");
    public static final Field CONTROL_ENABLE =
            Field.bit("ENABLE", 1, "Take frames and send descriptors; repeats when 0, too.");
    public static final Field CONTROL_CLAIM =
            Field.bit("CLAIM", 2, "Written 1 with ENABLE: claim the ring anew; reads 0.");
    public static final Register CONTROL =
            Register.of(
                    "CONTROL",
                    0x020,
                    RW,
                    "What the adapter does.",
                    CONTROL_RESET,
                    CONTROL_ENABLE,
                    CONTROL_CLAIM);

    public static final Field STATUS_READY =
            Field.bit("READY", 0, "Free list and tables are initialised; falls with a reset.");
    public static final Field STATUS_INTERRUPT =
            Field.bit("INTERRUPT", 1, "The interrupt line is high.");
    public static final Register STATUS =
            Register.of("STATUS", 0x024, RO, "Of the adapter.", STATUS_READY, STATUS_INTERRUPT);

    public static final Field RING_STATE_PHASE =
            Field.choice(
                    "PHASE",
                    0,
                    3,
                    "What the station is about.",
                    EnumValue.ofEach(RingPhase.values(), RingPhase::description));
    public static final Field RING_STATE_OPERATIONAL =
            Field.bit(
                    "OPERATIONAL", 3, "MEMBER, and the token has been here often enough to send.");
    public static final Field RING_STATE_CAUSE =
            Field.choice(
                    "CAUSE",
                    4,
                    4,
                    "Why it claimed last.",
                    EnumValue.ofEach(RingCause.values(), RingCause::description));
    public static final Field RING_STATE_TOO_MANY =
            Field.bit("TOO_MANY", 8, "A 65th station was met; that one is bypassed.");
    public static final Field RING_STATE_DUPLICATE =
            Field.bit("DUPLICATE", 9, "Another station has this address; this one is bypassed.");
    public static final Field RING_STATE_MONITOR =
            Field.bit("MONITOR", 10, "This station is the active monitor.");
    public static final Field RING_STATE_JABBER =
            Field.bit("JABBER", 11, "It sent without end; it is bypassed.");
    public static final Field RING_STATE_EPOCH =
            Field.of(
                    "EPOCH", 16, 6, "Of the last numbering; each has another than the one before.");
    public static final Register RING_STATE =
            Register.of(
                    "RING_STATE",
                    0x028,
                    RO,
                    "State of the ring as this station sees it.",
                    RING_STATE_PHASE,
                    RING_STATE_OPERATIONAL,
                    RING_STATE_CAUSE,
                    RING_STATE_TOO_MANY,
                    RING_STATE_DUPLICATE,
                    RING_STATE_MONITOR,
                    RING_STATE_JABBER,
                    RING_STATE_EPOCH);

    public static final Field STATION_ID =
            Field.of("ID", 0, 6, "Place behind the monitor, which is 0.");
    public static final Field STATION_COUNT =
            Field.of("COUNT", 8, 7, "Stations on the ring, 0 until confirmed.");
    public static final Field STATION_VALID = Field.bit("VALID", 16, "ID has been assigned.");
    public static final Register STATION =
            Register.of(
                    "STATION",
                    0x02C,
                    RO,
                    "Result of numbering.",
                    STATION_ID,
                    STATION_COUNT,
                    STATION_VALID);

    /// A time in words, one a core clock.
    public static final Field WORDS = Field.of("WORDS", 0, 24, "In words, one a core clock.");

    public static final Register TTRT =
            Register.of("TTRT", 0x030, RW, "Bid for the target token rotation time.", WORDS)
                    .resetTo(25_000);

    public static final Register NONCE =
            Register.of("NONCE", 0x034, WO, "A random value that the nonces of claims start from.");

    public static final Register ADDRESS_LOW =
            Register.of("ADDRESS_LOW", 0x038, RW, "Lower 32 bits of the 48-bit station address.");
    public static final Field ADDRESS_HIGH_VALUE = Field.of("VALUE", 0, 16, "Bits 47..32.");
    public static final Register ADDRESS_HIGH =
            Register.of(
                    "ADDRESS_HIGH",
                    0x03C,
                    RW,
                    "Upper 16 bits of the station address.",
                    ADDRESS_HIGH_VALUE);

    public static final Field D_MAX_WORDS = Field.of("WORDS", 0, 17, "In words, up to 2^16.");
    public static final Register D_MAX =
            Register.of("D_MAX", 0x048, RW, "Bound on the latency of the ring.", D_MAX_WORDS)
                    .resetTo(2_560);
    public static final Register T_MAX =
            Register.of("T_MAX", 0x04C, RW, "Patience while the ring comes up.", WORDS)
                    .resetTo(65_536);
    public static final Register TVX =
            Register.of("TVX", 0x050, RW, "Longest time without anything valid.", WORDS)
                    .resetTo(65_536);
    public static final Field LARGEST_WORDS =
            Field.of("WORDS", 0, 14, "Payload words, 12..16,382.");
    public static final Register LARGEST =
            Register.of(
                            "LARGEST",
                            0x054,
                            RW,
                            "Bid for F, the largest asynchronous frame.",
                            LARGEST_WORDS)
                    .resetTo(16_382);
    public static final Register ALLOCATION =
            Register.of(
                    "ALLOCATION",
                    0x058,
                    RW,
                    "SA: synchronous words per token, framing included.",
                    WORDS);
    public static final Field POLICY_OVERRUN =
            Field.bit("OVERRUN", 0, "Asynchronous frames start while THT is above 0.");
    public static final Register POLICY =
            Register.of("POLICY", 0x05C, RW, "Of the timed token.", POLICY_OVERRUN);
    public static final Register HOLD_OFF =
            Register.of(
                            "HOLD_OFF",
                            0x068,
                            RW,
                            "Unit of time that a link has to be up before it is let in.",
                            WORDS)
                    .resetTo(25_000);
    public static final Field LINK_LOCKED = Field.bit("LOCKED", 0, "Word lock.");
    public static final Field LINK_OPEN =
            Field.bit("OPEN", 1, "The hold-off is over: its words are let in.");
    public static final Register LINK =
            Register.of("LINK", 0x06C, RO, "The link in.", LINK_LOCKED, LINK_OPEN);
    public static final Register OPERATIVE_TTRT =
            Register.of("OPERATIVE_TTRT", 0x060, RO, "TTRT of the ring, the winner's.", WORDS);
    public static final Register OPERATIVE_LARGEST =
            Register.of(
                    "OPERATIVE_LARGEST", 0x064, RO, "F of the ring, the winner's.", LARGEST_WORDS);

    public static final Register TIMESTAMP_LOW =
            Register.of(
                            "TIMESTAMP_LOW",
                            0x040,
                            RO,
                            "Core clocks since reset, bits 31..0; a read latches TIMESTAMP_HIGH.")
                    .withReadEffect();
    public static final Register TIMESTAMP_HIGH =
            Register.of("TIMESTAMP_HIGH", 0x044, RO, "Bits 63..32 at the last TIMESTAMP_LOW read.");

    // Rings: free-running 16-bit indices, slot = index mod size, empty when equal

    /// An index in a register of its own.
    public static final Field RING_INDEX = Field.of("INDEX", 0, 16, "Free-running.");

    public static final Register TRANSMIT_PRODUCER =
            Register.of(
                    "TRANSMIT_PRODUCER",
                    0x080,
                    RW,
                    "Doorbell: descriptors below this index are the adapter's.",
                    RING_INDEX);
    public static final Register TRANSMIT_CONSUMER =
            Register.of(
                    "TRANSMIT_CONSUMER",
                    0x084,
                    RO,
                    "Descriptors below this index have been read.",
                    RING_INDEX);
    public static final Register EVENT_PRODUCER =
            Register.of(
                    "EVENT_PRODUCER",
                    0x088,
                    RO,
                    "Receive events below this index are in host memory.",
                    RING_INDEX);
    public static final Register EVENT_CONSUMER =
            Register.of(
                    "EVENT_CONSUMER",
                    0x08C,
                    RW,
                    "Receive events below this index have been read; their slots are free.",
                    RING_INDEX);
    public static final Register COMPLETION_PRODUCER =
            Register.of(
                    "COMPLETION_PRODUCER",
                    0x090,
                    RO,
                    "Completions below this index are in host memory.",
                    RING_INDEX);
    public static final Register COMPLETION_CONSUMER =
            Register.of(
                    "COMPLETION_CONSUMER",
                    0x094,
                    RW,
                    "Completions below this index have been read; their slots are free.",
                    RING_INDEX);

    public static final Field PRODUCERS_EVENT = Field.of("EVENT", 0, 16, "EVENT_PRODUCER.");
    public static final Field PRODUCERS_COMPLETION =
            Field.of("COMPLETION", 16, 16, "COMPLETION_PRODUCER.");
    public static final Register PRODUCERS =
            Register.of(
                    "PRODUCERS",
                    0x098,
                    RO,
                    "Both indices that the adapter moves, in one read.",
                    PRODUCERS_EVENT,
                    PRODUCERS_COMPLETION);

    // Interrupts: the line is high while STATUS and ENABLE have a bit in common

    public static final Field INTERRUPT_RECEIVE =
            Field.bit("RECEIVE", 0, "A receive event has been written.");
    public static final Field INTERRUPT_COMPLETION =
            Field.bit("COMPLETION", 1, "A completion has been written.");
    public static final Field INTERRUPT_RING =
            Field.bit("RING", 2, "RING_STATE, STATION or an operative value has changed.");
    public static final Field INTERRUPT_BUS =
            Field.bit("BUS", 3, "A ring has stopped, see BUS_STATUS.");
    public static final Field INTERRUPT_MEMORY =
            Field.bit("MEMORY", 4, "A memory gave something else than was written.");
    public static final Field INTERRUPT_COPY =
            Field.bit("COPY", 5, "A copy completion has been written.");
    public static final Register INTERRUPT_STATUS =
            Register.of(
                    "INTERRUPT_STATUS",
                    0x0A0,
                    W1C,
                    "What has happened since it was cleared; set wins over clear in one clock.",
                    INTERRUPT_RECEIVE,
                    INTERRUPT_COMPLETION,
                    INTERRUPT_RING,
                    INTERRUPT_BUS,
                    INTERRUPT_MEMORY,
                    INTERRUPT_COPY);
    public static final Register INTERRUPT_ENABLE =
            Register.of(
                    "INTERRUPT_ENABLE",
                    0x0A4,
                    RW,
                    "What raises the line.",
                    INTERRUPT_RECEIVE,
                    INTERRUPT_COMPLETION,
                    INTERRUPT_RING,
                    INTERRUPT_BUS,
                    INTERRUPT_MEMORY,
                    INTERRUPT_COPY);

    public static final Field MODERATION_COUNT =
            Field.of("COUNT", 0, 8, "With so many events since it was set last; 0, 1: with each.");
    public static final Field MODERATION_TIME =
            Field.of(
                    "TIME",
                    8,
                    16,
                    "16 x so many clocks after the first of them at the latest; 0: with each.");
    public static final Register RECEIVE_MODERATION =
            Register.of(
                    "RECEIVE_MODERATION",
                    0x0A8,
                    RW,
                    "When INTERRUPT_STATUS.RECEIVE is set.",
                    MODERATION_COUNT,
                    MODERATION_TIME);
    public static final Register COMPLETION_MODERATION =
            Register.of(
                    "COMPLETION_MODERATION",
                    0x0AC,
                    RW,
                    "When INTERRUPT_STATUS.COMPLETION is set.",
                    MODERATION_COUNT,
                    MODERATION_TIME);

    // Memories

    public static final Field MEMORY_ERROR_PLACE =
            Field.of("PLACE", 0, 24, "Cell of 8 bytes, block, pool or VCI.");
    public static final Field MEMORY_ERROR_MEMORY =
            Field.choice(
                    "MEMORY",
                    24,
                    3,
                    "Which memory.",
                    EnumValue.ofEach(MemoryKind.values(), MemoryKind::description));
    public static final Field MEMORY_ERROR_INJECTS =
            Field.bit("INJECTS", 30, "This build has MEMORY_INJECT.");
    public static final Field MEMORY_ERROR_VALID =
            Field.bit("VALID", 31, "There has been an error since reset or the last write.");
    public static final Register MEMORY_ERROR =
            Register.of(
                    "MEMORY_ERROR",
                    0x0B0,
                    RW,
                    "The first word that was read with wrong parity; any write forgets it.",
                    MEMORY_ERROR_PLACE,
                    MEMORY_ERROR_MEMORY,
                    MEMORY_ERROR_INJECTS,
                    MEMORY_ERROR_VALID);

    public static final Field MEMORY_INJECT_FLIP =
            Field.of(
                    "FLIP",
                    0,
                    8,
                    "Block memory: bit 0 of these bytes of the cell; tables: these bits of the entry.");
    public static final Field MEMORY_INJECT_MEMORY =
            Field.choice(
                    "MEMORY",
                    24,
                    3,
                    "Which memory.",
                    EnumValue.ofEach(MemoryKind.values(), MemoryKind::description));
    public static final Register MEMORY_INJECT =
            Register.of(
                    "MEMORY_INJECT",
                    0x0B4,
                    WO,
                    "For tests: the next write to a memory turns bits behind its parity. Without effect in a build without it.",
                    MEMORY_INJECT_FLIP,
                    MEMORY_INJECT_MEMORY);

    // Blocks and pools

    public static final Field FREE_BLOCK = Field.of("BLOCK", 0, 16, "Block number.");
    public static final Register FREE =
            Register.of(
                    "FREE",
                    0x0C0,
                    WO,
                    "Gives a block back; refused and counted when nobody holds it.",
                    FREE_BLOCK);

    public static final int REASON_NONE = 0;
    public static final int REASON_NO_BLOCK = 1;
    public static final int REASON_LIMIT = 2;
    private static final EnumValue[] REASONS = {
        new EnumValue("NONE", REASON_NONE, "granted"),
        new EnumValue("NO_BLOCK", REASON_NO_BLOCK, "no block is free"),
        new EnumValue("LIMIT", REASON_LIMIT, "the pool holds as many as it may")
    };

    public static final Field ALLOC_REASON_REASON =
            Field.choice("REASON", 0, 2, "Of the last read of ALLOC.", REASONS);
    public static final Register ALLOC_REASON =
            Register.of("ALLOC_REASON", 0x0C4, RO, "Why ALLOC refused.", ALLOC_REASON_REASON);

    public static final Register BLOCKS_FREE =
            Register.of("BLOCKS_FREE", 0x0C8, RO, "Blocks on the free list.");

    public static final Field BLOCK_SIZE_LOG2_BYTES =
            Field.of("LOG2_BYTES", 0, 5, "From the next RESET on; 0: as it is.");
    public static final Register BLOCK_SIZE =
            Register.of(
                    "BLOCK_SIZE",
                    0x0CC,
                    RW,
                    "Block size to be taken at RESET, which clears this; BLOCKS says what it is then. What the build does not have is ignored: it has each from its smallest to 64 KiB that leaves 2 blocks.",
                    BLOCK_SIZE_LOG2_BYTES);

    public static final Field POOL_INDEX_POOL =
            Field.of("POOL", 0, 6, "The pool that the next registers show.");
    public static final Register POOL_INDEX =
            Register.of("POOL_INDEX", 0x0D0, RW, "Selects an entry.", POOL_INDEX_POOL);

    public static final Field POOL_LIMIT_TRANSMIT =
            Field.of("TRANSMIT", 0, 16, "Most blocks held for transmission.");
    public static final Field POOL_LIMIT_RECEIVE =
            Field.of("RECEIVE", 16, 16, "Most blocks held by received frames.");
    public static final Register POOL_LIMIT =
            Register.of(
                    "POOL_LIMIT",
                    0x0D4,
                    RW,
                    "Limits of the selected pool; both 0 after reset.",
                    POOL_LIMIT_TRANSMIT,
                    POOL_LIMIT_RECEIVE);

    public static final Field POOL_COUNT_TRANSMIT =
            Field.of("TRANSMIT", 0, 16, "Blocks held for transmission.");
    public static final Field POOL_COUNT_RECEIVE =
            Field.of("RECEIVE", 16, 16, "Blocks held by received frames, and by one on its way.");
    public static final Register POOL_COUNT =
            Register.of(
                    "POOL_COUNT",
                    0x0D8,
                    RO,
                    "What the selected pool holds now.",
                    POOL_COUNT_TRANSMIT,
                    POOL_COUNT_RECEIVE);

    public static final Field POOL_POLICY_KEEP_BAD_CRC =
            Field.bit("KEEP_BAD_CRC", 0, "Frames with a wrong CRC are delivered with the verdict.");
    public static final Field POOL_POLICY_DROP_OLD =
            Field.bit(
                    "DROP_OLD",
                    1,
                    "Frames wait in the adapter for CLAIM; where a block is wanted, the oldest of these gives up its own.");
    public static final Register POOL_POLICY =
            Register.of(
                    "POOL_POLICY",
                    0x0DC,
                    RW,
                    "Of the selected pool.",
                    POOL_POLICY_KEEP_BAD_CRC,
                    POOL_POLICY_DROP_OLD);

    public static final Field POOL_RESERVE_TRANSMIT =
            Field.of("TRANSMIT", 0, 16, "Blocks kept for transmission.");
    public static final Field POOL_RESERVE_RECEIVE =
            Field.of("RECEIVE", 16, 16, "Blocks kept for received frames.");
    public static final Register POOL_RESERVE =
            Register.of(
                    "POOL_RESERVE",
                    0x0E0,
                    RW,
                    "Reserves of the selected pool; both 0 after reset. A write sets one after the other, each unless too few blocks are free and not promised: when POOL_PROMISED.BUSY has ended, read them back.",
                    POOL_RESERVE_TRANSMIT,
                    POOL_RESERVE_RECEIVE);

    public static final Field POOL_PROMISED_BLOCKS =
            Field.of(
                    "BLOCKS", 0, 16, "Free blocks that pools below their reserves still may have.");
    public static final Field POOL_PROMISED_BUSY =
            Field.bit("BUSY", 31, "What was written to POOL_RESERVE is not done; writes are lost.");
    public static final Register POOL_PROMISED =
            Register.of(
                    "POOL_PROMISED",
                    0x0E4,
                    RO,
                    "Of all pools: what is missing to their reserves.",
                    POOL_PROMISED_BLOCKS,
                    POOL_PROMISED_BUSY);

    public static final Field POOL_SEND_CHANNEL =
            Field.of(
                    "CHANNEL",
                    0,
                    18,
                    "Lower 18 bits of a VCI, of whatever station, see StationVci.");
    public static final Register POOL_SEND_FIRST =
            Register.of(
                    "POOL_SEND_FIRST",
                    0x0E8,
                    RW,
                    "First channel that the selected pool may send to; 0 after reset.",
                    POOL_SEND_CHANNEL);
    public static final Register POOL_SEND_LAST =
            Register.of(
                    "POOL_SEND_LAST",
                    0x0EC,
                    RW,
                    "Last channel that the selected pool may send to; the last of all after reset.",
                    POOL_SEND_CHANNEL);

    public static final Register POOL_SYNCHRONOUS =
            Register.of(
                    "POOL_SYNCHRONOUS",
                    0x0F0,
                    RW,
                    "The selected pool's share of ALLOCATION: synchronous words per token, framing included; 0 after reset.",
                    WORDS);

    /// Words that a synchronous frame takes of its pool's share, beyond its payload: all that may go by of SA with it.
    public static final int SYNCHRONOUS_FRAMING_WORDS = 16;

    // VCI table: write INDEX, LOW, HIGH, then COMMAND; or INDEX, COMMAND, then read LOW, HIGH

    public static final Field VCI_INDEX_SET = Field.of("SET", 0, 16, "Set, see VciHash.");
    public static final Field VCI_INDEX_WAY = Field.of("WAY", 16, 4, "Way.");
    public static final Register VCI_INDEX =
            Register.of("VCI_INDEX", 0x100, RW, "Selects an entry.", VCI_INDEX_SET, VCI_INDEX_WAY);

    public static final Field VCI_LOW_VCI = Field.of("VCI", 0, 24, "VPI (8), VCI (16).");
    public static final Register VCI_LOW =
            Register.of("VCI_LOW", 0x104, RW, "Key of the entry.", VCI_LOW_VCI);

    public static final Field VCI_HIGH_VALID = Field.bit("VALID", 0, "The entry is in use.");
    public static final Field VCI_HIGH_TAP =
            Field.bit("TAP", 1, "Listens to another station's VCI: never sets A, C or N.");
    public static final Field VCI_HIGH_POOL = Field.of("POOL", 8, 6, "Pool that gets the frame.");
    public static final Register VCI_HIGH =
            Register.of(
                    "VCI_HIGH",
                    0x108,
                    RW,
                    "Value of the entry.",
                    VCI_HIGH_VALID,
                    VCI_HIGH_TAP,
                    VCI_HIGH_POOL);

    public static final int VCI_COMMAND_READ = 1;
    public static final int VCI_COMMAND_WRITE = 2;
    public static final Field VCI_COMMAND_OPERATION =
            Field.choice(
                    "OPERATION",
                    0,
                    2,
                    "Reads 0.",
                    new EnumValue("READ", VCI_COMMAND_READ, "entry to LOW and HIGH"),
                    new EnumValue("WRITE", VCI_COMMAND_WRITE, "LOW and HIGH to the entry"));
    public static final Field VCI_COMMAND_BUSY =
            Field.bit("BUSY", 31, "The last command is not done; at most 16 clocks.");
    public static final Field VCI_COMMAND_BROKEN =
            Field.bit("BROKEN", 30, "The entry that was read last has wrong parity.");
    public static final Register VCI_COMMAND =
            Register.of(
                    "VCI_COMMAND",
                    0x10C,
                    RW,
                    "Moves an entry, both words in one clock.",
                    VCI_COMMAND_OPERATION,
                    VCI_COMMAND_BROKEN,
                    VCI_COMMAND_BUSY);

    // Places of the rings in host memory: to be written before VALID, and not changed while it is
    // set

    /// A ring in host memory: address bits 31..6.
    public static final Field RING_LOW_ADDRESS =
            Field.of("ADDRESS", 6, 26, "Bits 31..6 of entry 0's address; the lower ones are 0.");

    public static final Field RING_LOW_VALID =
            Field.bit("VALID", 0, "The ring is there; without, nothing is read or written.");

    public static final Register TRANSMIT_RING_LOW =
            ringLow("TRANSMIT_RING_LOW", 0x180, "Transmit ring.");
    public static final Register TRANSMIT_RING_HIGH =
            ringHigh("TRANSMIT_RING_HIGH", 0x184, "Transmit ring.");
    public static final Register EVENT_RING_LOW =
            ringLow("EVENT_RING_LOW", 0x188, "Receive event ring.");
    public static final Register EVENT_RING_HIGH =
            ringHigh("EVENT_RING_HIGH", 0x18C, "Receive event ring.");
    public static final Register COMPLETION_RING_LOW =
            ringLow("COMPLETION_RING_LOW", 0x190, "Completion ring.");
    public static final Register COMPLETION_RING_HIGH =
            ringHigh("COMPLETION_RING_HIGH", 0x194, "Completion ring.");

    public static final Register COPY_RING_LOW = ringLow("COPY_RING_LOW", 0x198, "Copy ring.");
    public static final Register COPY_RING_HIGH = ringHigh("COPY_RING_HIGH", 0x19C, "Copy ring.");
    public static final Register COPY_COMPLETION_RING_LOW =
            ringLow("COPY_COMPLETION_RING_LOW", 0x1A0, "Copy completion ring.");
    public static final Register COPY_COMPLETION_RING_HIGH =
            ringHigh("COPY_COMPLETION_RING_HIGH", 0x1A4, "Copy completion ring.");

    private static Register ringLow(String name, int offset, String what) {
        return Register.of(name, offset, RW, what, RING_LOW_VALID, RING_LOW_ADDRESS);
    }

    private static Register ringHigh(String name, int offset, String what) {
        return Register.of(name, offset, RW, what + " Address bits 63..32.");
    }

    public static final Field BUS_TRANSMIT_STOPPED =
            Field.bit("TRANSMIT_STOPPED", 0, "The bus has refused a descriptor.");
    public static final Field BUS_EVENT_STOPPED =
            Field.bit("EVENT_STOPPED", 1, "The bus has refused a receive event.");
    public static final Field BUS_COMPLETION_STOPPED =
            Field.bit("COMPLETION_STOPPED", 2, "The bus has refused a completion.");
    public static final Field BUS_COPY_STOPPED =
            Field.bit("COPY_STOPPED", 3, "The bus has refused a copy descriptor.");
    public static final Field BUS_COPY_COMPLETION_STOPPED =
            Field.bit("COPY_COMPLETION_STOPPED", 4, "The bus has refused a copy completion.");
    public static final Field BUS_BUSY =
            Field.bit("BUSY", 31, "An access to host memory is under way.");
    public static final Register BUS_STATUS =
            Register.of(
                    "BUS_STATUS",
                    0x1F0,
                    RO,
                    "Rings that have stopped, until RESET; whether the adapter is on the bus.",
                    BUS_TRANSMIT_STOPPED,
                    BUS_EVENT_STOPPED,
                    BUS_COMPLETION_STOPPED,
                    BUS_COPY_STOPPED,
                    BUS_COPY_COMPLETION_STOPPED,
                    BUS_BUSY);

    // Copies: indices as above; without effect in a build that has none (RINGS)

    public static final Register COPY_PRODUCER =
            Register.of(
                    "COPY_PRODUCER",
                    0x1C0,
                    RW,
                    "Doorbell: copy descriptors below this index are the adapter's.",
                    RING_INDEX);
    public static final Register COPY_CONSUMER =
            Register.of(
                    "COPY_CONSUMER",
                    0x1C4,
                    RO,
                    "Copy descriptors below this index have been read.",
                    RING_INDEX);
    public static final Register COPY_COMPLETION_PRODUCER =
            Register.of(
                    "COPY_COMPLETION_PRODUCER",
                    0x1C8,
                    RO,
                    "Copy completions below this index are in host memory.",
                    RING_INDEX);
    public static final Register COPY_COMPLETION_CONSUMER =
            Register.of(
                    "COPY_COMPLETION_CONSUMER",
                    0x1CC,
                    RW,
                    "Copy completions below this index have been read; their slots are free.",
                    RING_INDEX);
    public static final Register COPY_MODERATION =
            Register.of(
                    "COPY_MODERATION",
                    0x1D0,
                    RW,
                    "When INTERRUPT_STATUS.COPY is set.",
                    MODERATION_COUNT,
                    MODERATION_TIME);

    public static final Field ALLOC_BLOCK = Field.of("BLOCK", 0, 16, "Block number if granted.");
    public static final Field ALLOC_REASON_FIELD =
            Field.choice("REASON", 16, 2, "Why there is none.", REASONS);
    public static final Field ALLOC_REFUSED = Field.bit("REFUSED", 31, "No block.");
    public static final Register ALLOC =
            Register.of(
                            "ALLOC",
                            0x200,
                            RO,
                            "A read takes a block for transmission by pool i.",
                            ALLOC_BLOCK,
                            ALLOC_REASON_FIELD,
                            ALLOC_REFUSED)
                    .withReadEffect()
                    .times(POOLS);

    public static final Field CLAIM_GIVEN =
            Field.bit(
                    "GIVEN",
                    31,
                    "A frame is the host's, its event comes; else none waits, and the next one's event comes at once.");
    public static final Register CLAIM =
            Register.of(
                            "CLAIM",
                            0x300,
                            RO,
                            "A read takes the oldest frame that waits for pool i.",
                            CLAIM_GIVEN)
                    .withReadEffect()
                    .times(POOLS);

    /// One register per [Counter], in its order.
    public static final Register COUNTERS =
            Register.of("COUNTERS", 0x400, RO, "Saturating event counters, see Counter.")
                    .times(Counter.values().length);

    /// All of the above.
    public static final RegisterBlock BLOCK =
            new RegisterBlock(
                    "Jetstream",
                    BYTES,
                    List.of(
                            IDENTIFICATION,
                            VERSION,
                            BLOCKS,
                            TABLES,
                            RINGS,
                            CLOCK_KHZ,
                            SCRATCH,
                            CONTROL,
                            STATUS,
                            RING_STATE,
                            STATION,
                            TTRT,
                            NONCE,
                            ADDRESS_LOW,
                            ADDRESS_HIGH,
                            TIMESTAMP_LOW,
                            TIMESTAMP_HIGH,
                            D_MAX,
                            T_MAX,
                            TVX,
                            LARGEST,
                            ALLOCATION,
                            POLICY,
                            OPERATIVE_TTRT,
                            OPERATIVE_LARGEST,
                            HOLD_OFF,
                            LINK,
                            TRANSMIT_PRODUCER,
                            TRANSMIT_CONSUMER,
                            EVENT_PRODUCER,
                            EVENT_CONSUMER,
                            COMPLETION_PRODUCER,
                            COMPLETION_CONSUMER,
                            PRODUCERS,
                            INTERRUPT_STATUS,
                            INTERRUPT_ENABLE,
                            RECEIVE_MODERATION,
                            COMPLETION_MODERATION,
                            MEMORY_ERROR,
                            MEMORY_INJECT,
                            FREE,
                            ALLOC_REASON,
                            BLOCKS_FREE,
                            BLOCK_SIZE,
                            POOL_INDEX,
                            POOL_LIMIT,
                            POOL_COUNT,
                            POOL_POLICY,
                            POOL_RESERVE,
                            POOL_PROMISED,
                            POOL_SEND_FIRST,
                            POOL_SEND_LAST,
                            POOL_SYNCHRONOUS,
                            VCI_INDEX,
                            VCI_LOW,
                            VCI_HIGH,
                            VCI_COMMAND,
                            TRANSMIT_RING_LOW,
                            TRANSMIT_RING_HIGH,
                            EVENT_RING_LOW,
                            EVENT_RING_HIGH,
                            COMPLETION_RING_LOW,
                            COMPLETION_RING_HIGH,
                            COPY_RING_LOW,
                            COPY_RING_HIGH,
                            COPY_COMPLETION_RING_LOW,
                            COPY_COMPLETION_RING_HIGH,
                            COPY_PRODUCER,
                            COPY_CONSUMER,
                            COPY_COMPLETION_PRODUCER,
                            COPY_COMPLETION_CONSUMER,
                            COPY_MODERATION,
                            BUS_STATUS,
                            ALLOC,
                            CLAIM,
                            COUNTERS));
}
