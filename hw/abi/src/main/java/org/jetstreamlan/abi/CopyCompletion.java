package org.jetstreamlan.abi;

import static org.jetstreamlan.abi.WindowWords.INT;
import static org.jetstreamlan.abi.WindowWords.LONG;

import java.lang.foreign.MemorySegment;
import org.jetstreamlan.regs.EnumValue;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// The end of one copy: an entry of the copy completion ring, in descriptor order. What was copied is there before it.
///
/// ```
///         31       20 19   16 15            0
/// word 0 |              cookie               |
/// word 1 |    0      |outcome|      sum      |
/// words 2 to 6            0
/// word 7 |         0         |   sequence    |   see RingEntry
/// ```
///
/// @param cookie of the descriptor
/// @param outcome what became of it
/// @param sum Internet sum of the bytes (RFC 1071), the first on top, not complemented; 0 unless it was asked for and COPIED
public record CopyCompletion(int cookie, CopyOutcome outcome, int sum) {
    public static final Field COOKIE = Field.of("COOKIE", 0, 32, "Of the descriptor.");
    public static final Field SUM = Field.of("SUM", 0, 16, "Internet sum of the bytes.");
    public static final Field OUTCOME =
            Field.choice(
                    "OUTCOME",
                    16,
                    4,
                    "What became of it.",
                    new EnumValue("COPIED", 0, "all bytes are where they belong"),
                    new EnumValue("INVALID", 1, "out of bounds or not held, nothing copied"),
                    new EnumValue("BUS_ERROR", 2, "the host's bus has refused some of it"),
                    new EnumValue("MEMORY_ERROR", 3, "the adapter's memory has lost some of it"));

    public static final Layout LAYOUT =
            Layout.of(
                    "COPY_COMPLETION",
                    "The end of one copy.",
                    Layout.Word.of("HEAD", COOKIE),
                    Layout.Word.of("RESULT", SUM, OUTCOME),
                    Layout.Word.of("RESERVED_2"),
                    Layout.Word.of("RESERVED_3"),
                    Layout.Word.of("RESERVED_4"),
                    Layout.Word.of("RESERVED_5"),
                    Layout.Word.of("RESERVED_6"),
                    Layout.Word.of("SEQUENCE", RingEntry.SEQUENCE));

    /// Cookie of the completion at byte `at`.
    public static int cookie(MemorySegment from, long at) {
        return from.get(INT, at);
    }

    /// Word 1; take it apart with [#SUM] and [#OUTCOME].
    public static int resultWord(MemorySegment from, long at) {
        return from.get(INT, at + 4);
    }

    /// Writes one at byte `at` of `to`, but for the sequence word.
    public static void write(MemorySegment to, long at, int cookie, CopyOutcome outcome, int sum) {
        to.set(INT, at, cookie);
        to.set(INT, at + 4, SUM.of(sum) | OUTCOME.of(outcome.ordinal()));
        to.set(LONG, at + 8, 0);
        to.set(LONG, at + 16, 0);
        to.set(INT, at + 24, 0);
    }

    public static CopyCompletion read(MemorySegment from, long at) {
        int word1 = resultWord(from, at);
        return new CopyCompletion(
                cookie(from, at), CopyOutcome.of(OUTCOME.get(word1)), SUM.get(word1));
    }
}
