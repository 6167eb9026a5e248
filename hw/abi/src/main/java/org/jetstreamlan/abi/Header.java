package org.jetstreamlan.abi;

import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// The 3-byte Jetstream header: bytes 0..2 of a frame, the upper part of header word 0.
///
/// ```
///         31 30 29 28 27   24 23    18 17 16 15       8 7              0
/// word 0 | type|S |R |tag 5-2| source |tag 1-0|  check  | GFC | VPI 7-4 |   S: synchronous
///         -------- byte 0 --- ---- byte 1 --- - byte 2 - -- byte 3 -----    R: circulation
/// ```
/// The check is [Crc8] over bytes 0 and 1. Who sets the circulation bit xors the check with 0x57,
/// which is what that bit adds to it, so that an error that was there stays visible.
///
/// @param type what the frame is for
/// @param synchronous class: sent on the source's synchronous allocation
/// @param circulation the active monitor has repeated the frame
/// @param tag the source's running frame number, 6 bits
/// @param source station id of the source, which strips the frame, 6 bits
public record Header(
        FrameType type, boolean synchronous, boolean circulation, int tag, int source) {

    /// Stations on a ring, at most.
    public static final int STATIONS = 64;

    /// Different tags; one fewer may be outstanding.
    public static final int TAGS = 64;

    /// Bytes of this header.
    public static final int BYTES = 3;

    public static final Field TYPE = Field.of("TYPE", 30, 2, "FrameType.");
    public static final Field SYNCHRONOUS = Field.bit("SYNCHRONOUS", 29, "Class.");
    public static final Field CIRCULATION = Field.bit("CIRCULATION", 28, "Seen by the monitor.");
    public static final Field TAG_HIGH = Field.of("TAG_HIGH", 24, 4, "Tag bits 5..2.");
    public static final Field SOURCE = Field.of("SOURCE", 18, 6, "Station id.");
    public static final Field TAG_LOW = Field.of("TAG_LOW", 16, 2, "Tag bits 1..0.");
    public static final Field CHECK = Field.of("CHECK", 8, 8, "CRC-8 of bytes 0 and 1.");
    public static final Field ATM_BYTE = Field.of("ATM_BYTE", 0, 8, "First byte of AtmHeader.");

    public static final Layout LAYOUT =
            Layout.of(
                    "HEADER",
                    "Header word 0.",
                    Layout.Word.of(
                            "WORD",
                            TYPE,
                            SYNCHRONOUS,
                            CIRCULATION,
                            TAG_HIGH,
                            SOURCE,
                            TAG_LOW,
                            CHECK,
                            ATM_BYTE));

    /// What setting the circulation bit adds to the check.
    public static final int CIRCULATION_CHECK = 0x57;

    /// Xor to header word 0 that sets a clear circulation bit and keeps the check right.
    public static final int CIRCULATION_FLIP = CIRCULATION.mask() | CIRCULATION_CHECK << CHECK.lo();

    public Header {
        if (tag < 0 || tag >= TAGS || source < 0 || source >= STATIONS) {
            throw new IllegalArgumentException(
                    "header: tag %d or source %d is not in 0..63".formatted(tag, source));
        }
    }

    /// A data frame as its source sends it.
    public static Header data(int source, int tag) {
        return new Header(FrameType.DATA, false, false, tag, source);
    }

    /// Bytes 0 and 1, byte 0 on top.
    public int bytes01() {
        return bytes01(type, synchronous, circulation, tag, source);
    }

    private static int bytes01(
            FrameType type, boolean synchronous, boolean circulation, int tag, int source) {
        int word =
                TYPE.of(type.ordinal())
                        | (synchronous ? SYNCHRONOUS.mask() : 0)
                        | (circulation ? CIRCULATION.mask() : 0)
                        | TAG_HIGH.of(tag >>> 2)
                        | SOURCE.of(source)
                        | TAG_LOW.of(tag & 3);
        return word >>> 16;
    }

    /// Byte 2.
    public int check() {
        return Crc8.check(bytes01(), 2);
    }

    /// Header word 0 in front of this ATM header.
    public int word0(AtmHeader atm) {
        return word0(bytes01(), atm.word());
    }

    private static int word0(int bytes01, int atmWord) {
        return bytes01 << 16 | Crc8.check(bytes01, 2) << 8 | atmWord >>> 24;
    }

    /// Header word 0 as its source sends it, without an object; the values must be in range.
    ///
    /// @param atmWord header bytes 3..6
    public static int word0(FrameType type, boolean synchronous, int tag, int source, int atmWord) {
        return word0(bytes01(type, synchronous, false, tag, source), atmWord);
    }

    /// The header in `word0`; does not look at the check.
    public static Header of(int word0) {
        return new Header(
                FrameType.of(TYPE.get(word0)),
                SYNCHRONOUS.isSet(word0),
                CIRCULATION.isSet(word0),
                TAG_HIGH.get(word0) << 2 | TAG_LOW.get(word0),
                SOURCE.get(word0));
    }

    /// Whether the check of `word0` is right.
    public static boolean checkGood(int word0) {
        return Crc8.check(word0 >>> 16, 2) == CHECK.get(word0);
    }
}
