package org.jetstreamlan.abi;

import static org.jetstreamlan.abi.WindowWords.INT;
import static org.jetstreamlan.abi.WindowWords.LONG;

import java.lang.foreign.MemorySegment;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// One frame to send: an entry of the transmit ring.
///
/// ```
///         31              16 15               0
/// word 0 |       flags      |   first block    |   flags: 0 insert CRC, 1 synchronous
/// word 1 |      0      |17   payload bytes    0|   multiple of 4, 48..65,528
/// word 2 | GFC |  VPI  |       VCI       |PT |C|   header bytes 3..6, first on top; no HEC
/// word 3 |               cookie                |   comes back in the completion
/// words 4 to 7                  0
/// ```
/// A descriptor with an illegal length or first block, or with a bit set that means nothing, is not sent: its completion says INVALID.
///
/// @param firstBlock number of the first block; the chain table tells the others
/// @param insertCrc the hardware replaces the last 4 payload bytes by the AAL5 CRC-32
/// @param synchronous sent on the station's allocation, SA, rather than on what the token has left
/// @param payloadBytes length in bytes
/// @param atmWord see [AtmHeader#word()]
/// @param cookie any value
public record TransmitDescriptor(
        int firstBlock,
        boolean insertCrc,
        boolean synchronous,
        int payloadBytes,
        int atmWord,
        int cookie) {

    public static final Field FIRST_BLOCK = Field.of("FIRST_BLOCK", 0, 16, "First block.");
    public static final Field INSERT_CRC =
            Field.bit("INSERT_CRC", 16, "Hardware writes the last 4 payload bytes.");
    public static final Field SYNCHRONOUS =
            Field.bit("SYNCHRONOUS", 17, "Goes on the synchronous allocation.");
    public static final Field PAYLOAD_BYTES =
            Field.of("PAYLOAD_BYTES", 0, 17, "A multiple of 4, 48..65,528.");
    public static final Field ATM_WORD = Field.of("ATM", 0, 32, "Header bytes 3..6.");
    public static final Field COOKIE = Field.of("COOKIE", 0, 32, "Returned in the completion.");

    public static final Layout LAYOUT =
            Layout.of(
                    "TRANSMIT_DESCRIPTOR",
                    "One frame to send.",
                    Layout.Word.of("BLOCK", FIRST_BLOCK, INSERT_CRC, SYNCHRONOUS),
                    Layout.Word.of("LENGTH", PAYLOAD_BYTES),
                    Layout.Word.of("HEADER", ATM_WORD),
                    Layout.Word.of("TAIL", COOKIE),
                    Layout.Word.of("RESERVED_4"),
                    Layout.Word.of("RESERVED_5"),
                    Layout.Word.of("RESERVED_6"),
                    Layout.Word.of("RESERVED_7"));

    /// Bits of word 0 that mean something.
    public static final int HEAD_MASK = FIRST_BLOCK.mask() | INSERT_CRC.mask() | SYNCHRONOUS.mask();

    /// Writes a descriptor at byte `at` of `to`; no check, no allocation.
    public static void write(
            MemorySegment to,
            long at,
            int firstBlock,
            boolean insertCrc,
            boolean synchronous,
            int payloadBytes,
            int atmWord,
            int cookie) {
        to.set(
                INT,
                at,
                firstBlock
                        | (insertCrc ? INSERT_CRC.mask() : 0)
                        | (synchronous ? SYNCHRONOUS.mask() : 0));
        to.set(INT, at + 4, payloadBytes);
        to.set(INT, at + 8, atmWord);
        to.set(INT, at + 12, cookie);
        to.set(LONG, at + 16, 0);
        to.set(LONG, at + 24, 0);
    }

    /// Writes this one.
    public void write(MemorySegment to, long at) {
        write(to, at, firstBlock, insertCrc, synchronous, payloadBytes, atmWord, cookie);
    }

    /// Reads one.
    public static TransmitDescriptor read(MemorySegment from, long at) {
        int word0 = from.get(INT, at);
        return new TransmitDescriptor(
                FIRST_BLOCK.get(word0),
                INSERT_CRC.isSet(word0),
                SYNCHRONOUS.isSet(word0),
                PAYLOAD_BYTES.get(from.get(INT, at + 4)),
                from.get(INT, at + 8),
                from.get(INT, at + 12));
    }
}
