package org.jetstreamlan.abi;

import static org.jetstreamlan.abi.WindowWords.INT;

import java.lang.foreign.MemorySegment;
import org.jetstreamlan.regs.EnumValue;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// One frame received: an entry of the event ring, written when its blocks are the host's.
///
/// ```
///         31 29 26 25 24 23   16 15           0
/// word 0 |  0  |E|  crc |  pool |  first block |   E: a code error was seen on the way
/// word 1 |0 |29 blocks 20| 0 |16 payload bytes 0|
/// word 2 | GFC |  VPI  |       VCI       |PT |C|   header bytes 3..6 as received
/// word 3 |           timestamp, low            |   core clocks at END
/// word 4 |         0         |  Internet sum   |   of the payload
/// word 5 |           timestamp, high           |
/// word 6 |                  0                  |
/// word 7 |         0         |    sequence     |   see RingEntry
/// ```
///
/// @param firstBlock number of the first block; the chain table tells the others
/// @param pool that the VCI belongs to
/// @param verdict of the CRC-32
/// @param codeError the frame's status came with E set, or this link saw an error
/// @param payloadBytes length in bytes
/// @param blocks number of blocks in the chain
/// @param atmWord see [AtmHeader#of(int)]
/// @param timestamp core clocks
/// @param internetSum one's complement sum of the payload's 16-bit words (RFC 1071), CRC and trailer among them; not complemented
public record ReceiveEvent(
        int firstBlock,
        int pool,
        CrcVerdict verdict,
        boolean codeError,
        int payloadBytes,
        int blocks,
        int atmWord,
        long timestamp,
        int internetSum) {

    public static final Field FIRST_BLOCK = Field.of("FIRST_BLOCK", 0, 16, "First block.");
    public static final Field POOL = Field.of("POOL", 16, 8, "Pool of the VCI.");
    public static final Field VERDICT =
            Field.choice(
                    "VERDICT",
                    24,
                    2,
                    "CRC-32.",
                    new EnumValue("NONE", 0, "not the end of a PDU"),
                    new EnumValue("GOOD", 1, "right"),
                    new EnumValue("BAD", 2, "wrong"));
    public static final Field CODE_ERROR = Field.bit("CODE_ERROR", 26, "E was set, or seen here.");
    public static final Field PAYLOAD_BYTES = Field.of("PAYLOAD_BYTES", 0, 17, "Length.");
    public static final Field BLOCKS = Field.of("BLOCKS", 20, 10, "Blocks in the chain.");
    public static final Field ATM_WORD = Field.of("ATM", 0, 32, "Header bytes 3..6.");
    public static final Field TIMESTAMP_LOW = Field.of("TIMESTAMP", 0, 32, "Core clocks, low.");
    public static final Field INTERNET_SUM =
            Field.of("INTERNET_SUM", 0, 16, "Of the payload, first byte on top.");
    public static final Field TIMESTAMP_HIGH = Field.of("TIMESTAMP", 0, 32, "Core clocks, high.");

    public static final Layout LAYOUT =
            Layout.of(
                    "RECEIVE_EVENT",
                    "One frame received.",
                    Layout.Word.of("BLOCK", FIRST_BLOCK, POOL, VERDICT, CODE_ERROR),
                    Layout.Word.of("LENGTH", PAYLOAD_BYTES, BLOCKS),
                    Layout.Word.of("HEADER", ATM_WORD),
                    Layout.Word.of("TIME", TIMESTAMP_LOW),
                    Layout.Word.of("SUM", INTERNET_SUM),
                    Layout.Word.of("TIME_HIGH", TIMESTAMP_HIGH),
                    Layout.Word.of("RESERVED_6"),
                    Layout.Word.of("SEQUENCE", RingEntry.SEQUENCE));

    /// Word 0 of the event at byte `at`.
    public static int blockWord(MemorySegment from, long at) {
        return from.get(INT, at);
    }

    /// Word 1.
    public static int lengthWord(MemorySegment from, long at) {
        return from.get(INT, at + 4);
    }

    /// Word 2, the ATM header.
    public static int atmWord(MemorySegment from, long at) {
        return from.get(INT, at + 8);
    }

    /// Timestamp in core clocks.
    public static long timestamp(MemorySegment from, long at) {
        return Integer.toUnsignedLong(from.get(INT, at + 12))
                | (long) from.get(INT, at + 20) << Integer.SIZE;
    }

    /// The Internet sum of the payload.
    public static int internetSum(MemorySegment from, long at) {
        return INTERNET_SUM.get(from.get(INT, at + 16));
    }

    /// Writes this one, but for the sequence word.
    public void write(MemorySegment to, long at) {
        to.set(
                INT,
                at,
                FIRST_BLOCK.of(firstBlock)
                        | POOL.of(pool)
                        | VERDICT.of(verdict.ordinal())
                        | (codeError ? CODE_ERROR.mask() : 0));
        to.set(INT, at + 4, PAYLOAD_BYTES.of(payloadBytes) | BLOCKS.of(blocks));
        to.set(INT, at + 8, atmWord);
        to.set(INT, at + 12, (int) timestamp);
        to.set(INT, at + 16, INTERNET_SUM.of(internetSum));
        to.set(INT, at + 20, (int) (timestamp >>> Integer.SIZE));
        to.set(INT, at + 24, 0);
    }

    public static ReceiveEvent read(MemorySegment from, long at) {
        int word0 = blockWord(from, at);
        int word1 = lengthWord(from, at);
        return new ReceiveEvent(
                FIRST_BLOCK.get(word0),
                POOL.get(word0),
                CrcVerdict.of(VERDICT.get(word0)),
                CODE_ERROR.isSet(word0),
                PAYLOAD_BYTES.get(word1),
                BLOCKS.get(word1),
                atmWord(from, at),
                timestamp(from, at),
                internetSum(from, at));
    }
}
