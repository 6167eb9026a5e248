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
/// word 0 |       flags      |   first block    |   flags: 0 insert CRC, 1 synchronous, 2 insert checksum
/// word 1 |      0      |17   payload bytes    0|   multiple of 4, 48..65,528
/// word 2 | GFC |  VPI  |       VCI       |PT |C|   header bytes 3..6, first on top; no HEC
/// word 3 |               cookie                |   comes back in the completion
/// word 4 | checksum's place | summed from here |   bytes of the payload; with flag 2, else 0
/// words 5 to 7                  0
/// ```
/// The checksum (RFC 1071) is that of the bytes from `checksumStart` to the end, or to the AAL5 trailer where the CRC is inserted; what lies in its own place counts, too. It is complemented, and
/// 0xFFFF where that gives 0. Start and place lie before that end, the place is even.
///
/// A descriptor with an illegal length or first block, or place of a checksum, or with a bit set that means nothing, is not sent: its completion says INVALID.
///
/// @param firstBlock number of the first block; the chain table tells the others
/// @param insertCrc the hardware replaces the last 4 payload bytes by the AAL5 CRC-32
/// @param synchronous sent on the station's allocation, SA, rather than on what the token has left
/// @param payloadBytes length in bytes
/// @param atmWord see [AtmHeader#word()]
/// @param cookie any value
/// @param insertChecksum the hardware writes a checksum
/// @param checksumStart first byte of the payload that it sums
/// @param checksumOffset byte of the payload where it goes
public record TransmitDescriptor(
        int firstBlock,
        boolean insertCrc,
        boolean synchronous,
        int payloadBytes,
        int atmWord,
        int cookie,
        boolean insertChecksum,
        int checksumStart,
        int checksumOffset) {

    public static final Field FIRST_BLOCK = Field.of("FIRST_BLOCK", 0, 16, "First block.");
    public static final Field INSERT_CRC =
            Field.bit("INSERT_CRC", 16, "Hardware writes the last 4 payload bytes.");
    public static final Field SYNCHRONOUS =
            Field.bit("SYNCHRONOUS", 17, "Goes on the synchronous allocation.");
    public static final Field INSERT_CHECKSUM =
            Field.bit("INSERT_CHECKSUM", 18, "Hardware writes an Internet checksum.");
    public static final Field PAYLOAD_BYTES =
            Field.of("PAYLOAD_BYTES", 0, 17, "A multiple of 4, 48..65,528.");
    public static final Field ATM_WORD = Field.of("ATM", 0, 32, "Header bytes 3..6.");
    public static final Field COOKIE = Field.of("COOKIE", 0, 32, "Returned in the completion.");

    public static final Field CHECKSUM_START =
            Field.of("CHECKSUM_START", 0, 16, "First byte that is summed.");
    public static final Field CHECKSUM_OFFSET =
            Field.of("CHECKSUM_OFFSET", 16, 16, "Byte where the checksum goes, even.");

    public static final Layout LAYOUT =
            Layout.of(
                    "TRANSMIT_DESCRIPTOR",
                    "One frame to send.",
                    Layout.Word.of("BLOCK", FIRST_BLOCK, INSERT_CRC, SYNCHRONOUS, INSERT_CHECKSUM),
                    Layout.Word.of("LENGTH", PAYLOAD_BYTES),
                    Layout.Word.of("HEADER", ATM_WORD),
                    Layout.Word.of("TAIL", COOKIE),
                    Layout.Word.of("CHECKSUM", CHECKSUM_START, CHECKSUM_OFFSET),
                    Layout.Word.of("RESERVED_5"),
                    Layout.Word.of("RESERVED_6"),
                    Layout.Word.of("RESERVED_7"));

    /// Bits of word 0 that mean something.
    public static final int HEAD_MASK =
            FIRST_BLOCK.mask() | INSERT_CRC.mask() | SYNCHRONOUS.mask() | INSERT_CHECKSUM.mask();

    /// One without a checksum.
    public TransmitDescriptor(
            int firstBlock,
            boolean insertCrc,
            boolean synchronous,
            int payloadBytes,
            int atmWord,
            int cookie) {
        this(firstBlock, insertCrc, synchronous, payloadBytes, atmWord, cookie, false, 0, 0);
    }

    /// This one with a checksum.
    public TransmitDescriptor withChecksum(int start, int offset) {
        return new TransmitDescriptor(
                firstBlock,
                insertCrc,
                synchronous,
                payloadBytes,
                atmWord,
                cookie,
                true,
                start,
                offset);
    }

    /// Whether a checksum can be where words 0, 1 and 4 say, or none is asked for.
    public static boolean isChecksumLegal(int word0, int payloadBytes, int word4) {
        if (!INSERT_CHECKSUM.isSet(word0)) {
            return word4 == 0;
        }
        int end = payloadBytes - (INSERT_CRC.isSet(word0) ? Aal5.TRAILER_BYTES : 0);
        int offset = CHECKSUM_OFFSET.get(word4);
        return CHECKSUM_START.get(word4) < end && offset < end && offset % 2 == 0;
    }

    /// Writes a descriptor without a checksum at byte `at` of `to`; no check, no allocation.
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

    /// Adds a checksum to the descriptor at byte `at`.
    public static void writeChecksum(MemorySegment to, long at, int start, int offset) {
        to.set(INT, at, to.get(INT, at) | INSERT_CHECKSUM.mask());
        to.set(INT, at + 16, CHECKSUM_START.of(start) | CHECKSUM_OFFSET.of(offset));
    }

    /// Writes this one.
    public void write(MemorySegment to, long at) {
        write(to, at, firstBlock, insertCrc, synchronous, payloadBytes, atmWord, cookie);
        if (insertChecksum) {
            writeChecksum(to, at, checksumStart, checksumOffset);
        }
    }

    /// Reads one.
    public static TransmitDescriptor read(MemorySegment from, long at) {
        int word0 = from.get(INT, at);
        int word4 = from.get(INT, at + 16);
        return new TransmitDescriptor(
                FIRST_BLOCK.get(word0),
                INSERT_CRC.isSet(word0),
                SYNCHRONOUS.isSet(word0),
                PAYLOAD_BYTES.get(from.get(INT, at + 4)),
                from.get(INT, at + 8),
                from.get(INT, at + 12),
                INSERT_CHECKSUM.isSet(word0),
                CHECKSUM_START.get(word4),
                CHECKSUM_OFFSET.get(word4));
    }
}
