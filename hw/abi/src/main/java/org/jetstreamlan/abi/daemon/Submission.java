package org.jetstreamlan.abi.daemon;

import org.jetstreamlan.regs.EnumValue;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// What a client asks for: an entry of the submission ring, 64 bytes, little-endian. Where the request is CLAN, words 0 and 2 to 15 are those of [ClanSubmission].
///
/// ```
/// word 0 |            0           | REQUEST 7..0 |
/// word 1 |  COOKIE                |                comes back in the answer
/// word 2 |  POOL                  |                handle; not in OPEN, FILE, CLOSE_FILE
/// word 3 |  ARGUMENT              |                RUN: index of the script; ASSOC, DEASSOC: VCI; FILE, CLOSE_FILE: number of the file; OPEN: synchronous words per token
/// word 4 |  TRANSMIT_LIMIT        |                this and all that follows: OPEN, in blocks
/// word 5 |  RECEIVE_LIMIT         |
/// word 6 |  TRANSMIT_RESERVE      |
/// word 7 |  RECEIVE_RESERVE       |
/// word 8 |  OPTIONS               |
/// word 9 |  NAME, UTF-8, 28 bytes, behind its end zeros
/// ```
public final class Submission {
    private Submission() {}

    public static final int REQUEST_AT = 0;
    public static final int COOKIE_AT = 4;
    public static final int POOL_AT = 8;
    public static final int ARGUMENT_AT = 12;
    public static final int TRANSMIT_LIMIT_AT = 16;
    public static final int RECEIVE_LIMIT_AT = 20;
    public static final int TRANSMIT_RESERVE_AT = 24;
    public static final int RECEIVE_RESERVE_AT = 28;
    public static final int OPTIONS_AT = 32;
    public static final int NAME_AT = 36;

    /// Size in bytes.
    public static final int BYTES = 64;

    /// Most bytes of a pool's name.
    public static final int NAME_BYTES = 28;

    public static final Field REQUEST =
            Field.choice(
                    "REQUEST",
                    0,
                    8,
                    "What is asked.",
                    EnumValue.ofEach(Request.values(), Request::description));

    /// Bits of word 0 that are 0.
    public static final int RESERVED = ~REQUEST.mask();

    public static final Field RAW = Field.bit("RAW", 0, "Framing RAW in place of AAL5.");
    public static final Field KEEP_BAD_CRC =
            Field.bit("KEEP_BAD_CRC", 1, "Frames with a bad CRC are delivered, too.");
    public static final Field CHECKSUM =
            Field.bit("CHECKSUM", 2, "Copies return the sum of RFC 1071.");
    public static final Field PRIVILEGED =
            Field.bit("PRIVILEGED", 3, "May have system VCIs, well-known channels, taps.");

    /// With it ARGUMENT, the words of limits, reserves and name, and the other bits of OPTIONS, are 0.
    public static final Field SYSTEM =
            Field.choice(
                    "SYSTEM",
                    4,
                    2,
                    "A pool that is open from the start.",
                    new EnumValue("NONE", 0, "a new pool"),
                    new EnumValue("ARP", 1, "address resolution"),
                    new EnumValue("IP", 2, "IP"));

    public static final Field DROP_OLD =
            Field.bit("DROP_OLD", 6, "The oldest frames give way to new ones.");

    /// Bits of OPTIONS that are 0.
    public static final int OPTIONS_RESERVED =
            ~(RAW.mask()
                    | KEEP_BAD_CRC.mask()
                    | CHECKSUM.mask()
                    | PRIVILEGED.mask()
                    | SYSTEM.mask()
                    | DROP_OLD.mask());

    private static final Field WORD = Field.of("VALUE", 0, 32, "A number.");
    private static final Field BLOCKS = Field.of("VALUE", 0, 32, "In blocks.");
    private static final Field TEXT = Field.of("VALUE", 0, 32, "Four bytes of UTF-8.");

    public static final Layout LAYOUT =
            Layout.of(
                    "SUBMISSION",
                    "What a client asks the daemon for.",
                    Layout.Word.of("REQUEST", REQUEST),
                    Layout.Word.of("COOKIE", WORD),
                    Layout.Word.of("POOL", WORD),
                    Layout.Word.of("ARGUMENT", WORD),
                    Layout.Word.of("TRANSMIT_LIMIT", BLOCKS),
                    Layout.Word.of("RECEIVE_LIMIT", BLOCKS),
                    Layout.Word.of("TRANSMIT_RESERVE", BLOCKS),
                    Layout.Word.of("RECEIVE_RESERVE", BLOCKS),
                    Layout.Word.of(
                            "OPTIONS", RAW, KEEP_BAD_CRC, CHECKSUM, PRIVILEGED, SYSTEM, DROP_OLD),
                    Layout.Word.of("NAME_0", TEXT),
                    Layout.Word.of("NAME_4", TEXT),
                    Layout.Word.of("NAME_8", TEXT),
                    Layout.Word.of("NAME_12", TEXT),
                    Layout.Word.of("NAME_16", TEXT),
                    Layout.Word.of("NAME_20", TEXT),
                    Layout.Word.of("NAME_24", TEXT));
}
