package org.jetstreamlan.abi.daemon;

import org.jetstreamlan.regs.EnumValue;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// A [Submission] whose request is CLAN, 64 bytes, little-endian. Addresses are the client's own.
///
/// ```
/// word 0  |    0     | OPERATION 15..8 | CLAN 7..0 |
/// word 1  |  COOKIE                                |
/// word 2  |  NUMBER                                |
/// word 3  |  ARGUMENT                              |
/// word 4  |  ADDRESS, 64 bits, low half first      |   STORE: 48 bytes of data from here on
/// word 6  |  SECOND, 64 bits                       |
/// word 8  |  BYTES, 64 bits                        |
/// word 10 |  OTHER                                 |
/// word 11 |  TEXT_BYTES                            |
/// ```
/// [ClanRequest] says which words each has; the others are not looked at.
public final class ClanSubmission {
    private ClanSubmission() {}

    public static final int NUMBER_AT = 8;
    public static final int ARGUMENT_AT = 12;
    public static final int ADDRESS_AT = 16;
    public static final int SECOND_AT = 24;
    public static final int BYTES_AT = 32;
    public static final int OTHER_AT = 40;
    public static final int TEXT_BYTES_AT = 44;

    /// Of STORE.
    public static final int DATA_AT = 16;

    /// Most bytes of a STORE.
    public static final int DATA_BYTES = 48;

    public static final Field OPERATION =
            Field.choice(
                    "OPERATION",
                    8,
                    8,
                    "What is asked.",
                    EnumValue.ofEach(ClanRequest.values(), ClanRequest::description));

    /// Bits of word 0 that are 0.
    public static final int RESERVED = ~(Submission.REQUEST.mask() | OPERATION.mask());

    private static final Field WORD = Field.of("VALUE", 0, 32, "A number.");

    public static final Layout LAYOUT =
            Layout.of(
                    "CLAN_SUBMISSION",
                    "What a client asks the daemon for, of CLAN.",
                    Layout.Word.of("REQUEST", Submission.REQUEST, OPERATION),
                    Layout.Word.of("COOKIE", WORD),
                    Layout.Word.of("NUMBER", WORD),
                    Layout.Word.of("ARGUMENT", WORD),
                    Layout.Word.of("ADDRESS_LOW", WORD),
                    Layout.Word.of("ADDRESS_HIGH", WORD),
                    Layout.Word.of("SECOND_LOW", WORD),
                    Layout.Word.of("SECOND_HIGH", WORD),
                    Layout.Word.of("BYTES_LOW", WORD),
                    Layout.Word.of("BYTES_HIGH", WORD),
                    Layout.Word.of("OTHER", WORD),
                    Layout.Word.of("TEXT_BYTES", WORD),
                    Layout.Word.of("DATA_32", WORD),
                    Layout.Word.of("DATA_36", WORD),
                    Layout.Word.of("DATA_40", WORD),
                    Layout.Word.of("DATA_44", WORD));
}
