package org.jetstreamlan.abi.daemon;

import org.jetstreamlan.abi.PoolOutcome;
import org.jetstreamlan.regs.EnumValue;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// How a [Submission] ended: an entry of the answer ring, 64 bytes, little-endian. Answers come in the order of the submissions, one for each.
///
/// ```
/// word 0 |  COOKIE   |   of the submission
/// word 1 |  REASON   |   ServiceReason, 0 is done
/// word 2 |  OUTCOME  |   RUN: PoolOutcome of the script
/// word 3 |  DONE     |   RUN: operations done
/// word 4 |  VALUE    |   RUN: what was refused, 64 bits, low half first
/// word 6 |  LIMIT    |   RUN: the limit that it broke, 64 bits
/// word 8 |  POOL     |   OPEN: handle
/// word 9 |  SLOT     |   OPEN: which waiting count is this pool's
/// word 10|  MESSAGE  |   REASON is not 0: where its words are, an offset into the client's memory; else 0
/// ```
public final class Answer {
    private Answer() {}

    public static final int COOKIE_AT = 0;
    public static final int REASON_AT = 4;
    public static final int OUTCOME_AT = 8;
    public static final int DONE_AT = 12;
    public static final int VALUE_AT = 16;
    public static final int LIMIT_AT = 24;
    public static final int POOL_AT = 32;
    public static final int SLOT_AT = 36;
    public static final int MESSAGE_AT = 40;

    private static final Field WORD = Field.of("VALUE", 0, 32, "A number.");

    public static final Layout LAYOUT =
            Layout.of(
                    "ANSWER",
                    "How what a client asked for ended.",
                    Layout.Word.of("COOKIE", WORD),
                    Layout.Word.of(
                            "REASON",
                            Field.choice(
                                    "VALUE",
                                    0,
                                    32,
                                    "Why it was refused.",
                                    EnumValue.ofEach(
                                            ServiceReason.values(), ServiceReason::description))),
                    Layout.Word.of(
                            "OUTCOME",
                            Field.choice(
                                    "VALUE",
                                    0,
                                    32,
                                    "How the script ended.",
                                    EnumValue.ofEach(
                                            PoolOutcome.values(), PoolOutcome::description))),
                    Layout.Word.of("DONE", WORD),
                    Layout.Word.of("VALUE_LOW", WORD),
                    Layout.Word.of("VALUE_HIGH", WORD),
                    Layout.Word.of("LIMIT_LOW", WORD),
                    Layout.Word.of("LIMIT_HIGH", WORD),
                    Layout.Word.of("POOL", WORD),
                    Layout.Word.of("SLOT", WORD),
                    Layout.Word.of("MESSAGE", WORD),
                    Layout.Word.of("RESERVED_11"),
                    Layout.Word.of("RESERVED_12"),
                    Layout.Word.of("RESERVED_13"),
                    Layout.Word.of("RESERVED_14"),
                    Layout.Word.of("RESERVED_15"));
}
