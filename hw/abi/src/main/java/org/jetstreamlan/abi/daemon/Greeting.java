package org.jetstreamlan.abi.daemon;

import org.jetstreamlan.regs.EnumValue;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// The first message of a client over the socket (sequenced packets), 64 bytes, little-endian. The daemon answers with a [Welcome].
///
/// ```
/// word 0 |  0x4A534701: J, S, G, version 1 |
/// word 1 |  KIND       |   1 client, 2 only the status file
/// word 2 |  ENTRIES    |   of each ring, a power of two, 2..4,096
/// word 3 |  SCRIPTS    |   1..1,024
/// word 4 |  USER_BYTES |   of user memory, 1..2^30
/// ```
public final class Greeting {
    private Greeting() {}

    /// `JSG` and the version.
    public static final int IDENTIFICATION_VALUE = 0x4A53_4701;

    public static final int IDENTIFICATION_AT = 0;
    public static final int KIND_AT = 4;
    public static final int ENTRIES_AT = 8;
    public static final int SCRIPTS_AT = 12;
    public static final int USER_BYTES_AT = 16;

    /// Values of KIND.
    public static final int CLIENT = 1;

    public static final int STATUS = 2;

    private static final Field WORD = Field.of("VALUE", 0, 32, "A number.");

    public static final Layout LAYOUT =
            Layout.of(
                    "GREETING",
                    "What a client says first, over the socket.",
                    Layout.Word.of(
                            "IDENTIFICATION",
                            Field.choice(
                                    "VALUE",
                                    0,
                                    32,
                                    "What this is.",
                                    new EnumValue(
                                            "GREETING", IDENTIFICATION_VALUE, "JSG, version 1"))),
                    Layout.Word.of(
                            "KIND",
                            Field.choice(
                                    "VALUE",
                                    0,
                                    32,
                                    "What is wanted.",
                                    new EnumValue("CLIENT", CLIENT, "memory, rings, a doorbell"),
                                    new EnumValue("STATUS", STATUS, "the status file only"))),
                    Layout.Word.of("ENTRIES", WORD),
                    Layout.Word.of("SCRIPTS", WORD),
                    Layout.Word.of("USER_BYTES", WORD),
                    Layout.Word.of("RESERVED_5"),
                    Layout.Word.of("RESERVED_6"),
                    Layout.Word.of("RESERVED_7"),
                    Layout.Word.of("RESERVED_8"),
                    Layout.Word.of("RESERVED_9"),
                    Layout.Word.of("RESERVED_10"),
                    Layout.Word.of("RESERVED_11"),
                    Layout.Word.of("RESERVED_12"),
                    Layout.Word.of("RESERVED_13"),
                    Layout.Word.of("RESERVED_14"),
                    Layout.Word.of("RESERVED_15"));

    /// Size in bytes.
    public static final int BYTES = LAYOUT.bytes();
}
