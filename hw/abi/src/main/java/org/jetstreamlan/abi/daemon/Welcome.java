package org.jetstreamlan.abi.daemon;

import org.jetstreamlan.regs.EnumValue;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// What the daemon sends over the socket: once in answer to a [Greeting], with descriptors if all is well, and once more as it ends the connection by itself. Behind
/// it lies text, UTF-8, that says why.
///
/// ```
/// word 0 |  0x4A535701: J, S, W, version 1 |
/// word 1 |  REASON      |   ServiceReason, 0: welcome
///          TEXT             to the end of the message, at most 504 bytes
/// ```
/// Descriptors, in this order: the status file; for a client then its memory file and the daemon's doorbell, an eventfd.
public final class Welcome {
    private Welcome() {}

    /// `JSW` and the version.
    public static final int IDENTIFICATION_VALUE = 0x4A53_5701;

    public static final int IDENTIFICATION_AT = 0;
    public static final int REASON_AT = 4;
    public static final int TEXT_AT = 8;

    /// Most bytes of a message.
    public static final int BYTES_MAXIMUM = 512;

    /// Descriptors that a client receives.
    public static final int CLIENT_DESCRIPTORS = 3;

    public static final Layout LAYOUT =
            Layout.of(
                    "WELCOME",
                    "What the daemon answers over the socket; text follows.",
                    Layout.Word.of(
                            "IDENTIFICATION",
                            Field.choice(
                                    "VALUE",
                                    0,
                                    32,
                                    "What this is.",
                                    new EnumValue(
                                            "WELCOME", IDENTIFICATION_VALUE, "JSW, version 1"))),
                    Layout.Word.of(
                            "REASON", Field.of("VALUE", 0, 32, "0: welcome, else why not.")));
}
