package org.jetstreamlan.abi;

import java.util.Arrays;
import org.jetstreamlan.regs.EnumValue;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// One operation of a script: 64 bytes. The client writes words 0..6, the driver words 7..15.
///
/// ```
///          31           12      11      10     9    8   7    0
/// word  0 |      0       |CHECKSUM|TICKET|ANY|REST| CODE |
/// word  1 |        BLOCKS, see BlockRange        |
/// word  2 |        OFFSET                        |   first byte in these blocks; SEND with CHECKSUM: as word 4 of a TransmitDescriptor
/// word  3 |        LENGTH                        |   in bytes
/// word  4 |        ADDRESS bits 31..0            |   of user memory or a file, in bytes from its start; WAIT_RX: longest wait in core clocks
/// word  5 |        ADDRESS bits 63..32           |
/// word  6 |        VCI                           |   24 bits; READ_FILE, WRITE_FILE: number of the file
/// word  7 |        OUTCOME, see PoolOutcome      |   0 is done
/// word  8 |        RESULT                        |   ALLOC, RX: number of blocks; copies: checksum; SEND: number of the frame
/// word  9 |        PDU_BYTES                     |   RX: user bytes; SEND with TICKET: fate of the frame, see FATE_STATE
/// word 10 |        HEADER                        |   RX: AtmHeader
/// word 11 |        TIME                          |   RX: core clocks, low bits
/// word 12 |        VALUE                         |   the value that was refused, 64 bits, low half first
/// word 14 |        LIMIT                         |   the limit that it broke, 64 bits
/// ```
public final class ScriptOperation {
    private ScriptOperation() {}

    public static final int WORD_AT = 0;
    public static final int BLOCKS_AT = 4;
    public static final int OFFSET_AT = 8;
    public static final int LENGTH_AT = 12;
    public static final int ADDRESS_LOW_AT = 16;
    public static final int ADDRESS_HIGH_AT = 20;
    public static final int VCI_AT = 24;
    public static final int FILE_AT = VCI_AT;
    public static final int OUTCOME_AT = 28;
    public static final int RESULT_AT = 32;
    public static final int PDU_BYTES_AT = 36;
    public static final int FATE_AT = PDU_BYTES_AT;
    public static final int HEADER_AT = 40;
    public static final int TIME_AT = 44;
    public static final int VALUE_AT = 48;
    public static final int LIMIT_AT = 56;

    public static final Field CODE =
            Field.choice("CODE", 0, 8, "What it does; 0 and others are refused.", codes());
    public static final Field REST =
            Field.bit(
                    "REST",
                    8,
                    "LENGTH is all that the blocks hold from OFFSET on, of a PDU to its end.");
    public static final Field ANY =
            Field.bit("ANY", 9, "A PDU with BAD_CRC, NO_CRC or BAD_TRAILER does not end the run.");
    public static final Field TICKET =
            Field.bit("TICKET", 10, "The ticket of this operation tells the frame's fate.");

    public static final Field CHECKSUM =
            Field.bit("CHECKSUM", 11, "The adapter writes an Internet checksum into the frame.");

    /// Bits of word 0 that are 0.
    public static final int RESERVED =
            ~(CODE.mask() | REST.mask() | ANY.mask() | TICKET.mask() | CHECKSUM.mask());

    public static final Field OUTCOME =
            Field.choice(
                    "VALUE",
                    0,
                    32,
                    "How it ended.",
                    EnumValue.ofEach(PoolOutcome.values(), PoolOutcome::description));

    /// Word 9 of a SEND with TICKET: IN_FLIGHT when it is done; what becomes of the frame, as soon as the driver or daemon knows.
    public static final Field FATE_STATE =
            Field.choice(
                    "FATE_STATE",
                    16,
                    3,
                    "SEND with TICKET: where the frame is.",
                    new EnumValue("IDLE", 0, "not sent"),
                    new EnumValue("IN_FLIGHT", 1, "sent, or waits for the token"),
                    new EnumValue("RETURNED", 2, "came back, with its status"),
                    new EnumValue("LOST", 3, "left, and did not come back"),
                    new EnumValue("INVALID", 4, "refused by the adapter"),
                    new EnumValue("ABORTED", 5, "cut off by a reset"),
                    new EnumValue(
                            "MEMORY_ERROR", 6, "cut: the adapter's memory has lost a word of it"));

    /// Word 9 of a SEND with TICKET whose frame came back.
    public static final Field FATE_STATUS =
            Field.of("FATE_STATUS", 0, 8, "END bits of a frame that came back.");

    private static final Field WORD = Field.of("VALUE", 0, 32, "A number.");
    private static final Field BYTES = Field.of("VALUE", 0, 32, "In bytes.");

    public static final Layout LAYOUT =
            Layout.of(
                    "SCRIPT_OPERATION",
                    "One operation of a script.",
                    Layout.Word.of("OPERATION", CODE, REST, ANY, TICKET, CHECKSUM),
                    Layout.Word.of(
                            "BLOCKS",
                            BlockRange.FIRST,
                            BlockRange.COUNT,
                            BlockRange.OPERATION,
                            BlockRange.RESULT),
                    Layout.Word.of("OFFSET", BYTES),
                    Layout.Word.of("LENGTH", BYTES),
                    Layout.Word.of("ADDRESS_LOW", WORD),
                    Layout.Word.of("ADDRESS_HIGH", WORD),
                    Layout.Word.of("VCI", WORD),
                    Layout.Word.of("OUTCOME", OUTCOME),
                    Layout.Word.of("RESULT", WORD),
                    Layout.Word.of("PDU_BYTES", BYTES),
                    Layout.Word.of("HEADER", WORD),
                    Layout.Word.of("TIME", WORD),
                    Layout.Word.of("VALUE_LOW", WORD),
                    Layout.Word.of("VALUE_HIGH", WORD),
                    Layout.Word.of("LIMIT_LOW", WORD),
                    Layout.Word.of("LIMIT_HIGH", WORD));

    private static EnumValue[] codes() {
        return Arrays.stream(OperationCode.values())
                .map(code -> new EnumValue(code.name(), code.code(), code.description()))
                .toArray(EnumValue[]::new);
    }
}
