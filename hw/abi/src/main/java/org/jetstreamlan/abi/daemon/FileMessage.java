package org.jetstreamlan.abi.daemon;

import org.jetstreamlan.regs.EnumValue;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// What a client sends over the socket, 8 bytes, little-endian, with the descriptor of an open file, before it asks for a FILE ([Request]). There is no answer but that to the request.
///
/// ```
/// word 0 |  0x4A534601: J, S, F, version 1 |
/// word 1 |  0                              |
/// ```
public final class FileMessage {
    private FileMessage() {}

    /// `JSF` and the version.
    public static final int IDENTIFICATION_VALUE = 0x4A53_4601;

    public static final int IDENTIFICATION_AT = 0;

    /// Files that a client can have: their numbers are 0..15.
    public static final int FILES = 16;

    /// Descriptors that may have been passed and not asked for.
    public static final int WAITING = 4;

    public static final Layout LAYOUT =
            Layout.of(
                    "FILE_MESSAGE",
                    "What a client sends with the descriptor of a file.",
                    Layout.Word.of(
                            "IDENTIFICATION",
                            Field.choice(
                                    "VALUE",
                                    0,
                                    32,
                                    "What this is.",
                                    new EnumValue(
                                            "FILE_MESSAGE",
                                            IDENTIFICATION_VALUE,
                                            "JSF, version 1"))),
                    Layout.Word.of("RESERVED_1"));

    /// Size in bytes.
    public static final int BYTES = LAYOUT.bytes();
}
