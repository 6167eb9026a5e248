package org.jetstreamlan.abi;

import static org.jetstreamlan.abi.WindowWords.INT;

import java.lang.foreign.MemorySegment;
import org.jetstreamlan.regs.EnumValue;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// The end of one descriptor: an entry of the completion ring, in descriptor order.
///
/// ```
///         31     20 19  16 15 14 13   8 7     0
/// word 0 |               cookie                |
/// word 1 |    0    |result| 0  |  tag  |status |   status: END bits as they came back
/// word 2 |            access delay             |   core clocks, head of queue or doorbell to START
/// word 3 |           timestamp, low            |   core clocks
/// word 4 |                  0                  |
/// word 5 |           timestamp, high           |
/// word 6 |                  0                  |
/// word 7 |         0         |    sequence     |   see RingEntry
/// ```
///
/// @param cookie of the descriptor
/// @param result what became of it
/// @param tag running frame number, 6 bits
/// @param status the 8 bits of END, 0 unless RETURNED; see [FrameStatus#of(int)]
/// @param accessDelay core clocks from the doorbell, or from being head of the queue if later, to
///     START
/// @param timestamp core clocks
public record Completion(
        int cookie, CompletionResult result, int tag, int status, int accessDelay, long timestamp) {

    public static final Field COOKIE = Field.of("COOKIE", 0, 32, "Of the descriptor.");
    public static final Field STATUS = Field.of("STATUS", 0, 8, "END bits as they came back.");
    public static final Field TAG = Field.of("TAG", 8, 6, "Running frame number.");
    public static final Field RESULT =
            Field.choice(
                    "RESULT",
                    16,
                    4,
                    "What became of it.",
                    new EnumValue("RETURNED", 0, "came back, see STATUS"),
                    new EnumValue("LOST", 1, "sent, did not come back"),
                    new EnumValue("INVALID", 2, "descriptor out of bounds, not sent"),
                    new EnumValue("ABORTED", 3, "cut off by a reset"));
    public static final Field ACCESS_DELAY = Field.of("ACCESS_DELAY", 0, 32, "Core clocks.");
    public static final Field TIMESTAMP_LOW = Field.of("TIMESTAMP", 0, 32, "Core clocks, low.");
    public static final Field TIMESTAMP_HIGH = Field.of("TIMESTAMP", 0, 32, "Core clocks, high.");

    public static final Layout LAYOUT =
            Layout.of(
                    "COMPLETION",
                    "The end of one descriptor.",
                    Layout.Word.of("HEAD", COOKIE),
                    Layout.Word.of("RESULT", STATUS, TAG, RESULT),
                    Layout.Word.of("DELAY", ACCESS_DELAY),
                    Layout.Word.of("TIME", TIMESTAMP_LOW),
                    Layout.Word.of("RESERVED_4"),
                    Layout.Word.of("TIME_HIGH", TIMESTAMP_HIGH),
                    Layout.Word.of("RESERVED_6"),
                    Layout.Word.of("SEQUENCE", RingEntry.SEQUENCE));

    /// Cookie of the completion at byte `at`.
    public static int cookie(MemorySegment from, long at) {
        return from.get(INT, at);
    }

    /// Word 1; take it apart with [#STATUS], [#TAG] and [#RESULT].
    public static int resultWord(MemorySegment from, long at) {
        return from.get(INT, at + 4);
    }

    /// Access delay in core clocks.
    public static int accessDelay(MemorySegment from, long at) {
        return from.get(INT, at + 8);
    }

    /// Timestamp in core clocks.
    public static long timestamp(MemorySegment from, long at) {
        return Integer.toUnsignedLong(from.get(INT, at + 12))
                | (long) from.get(INT, at + 20) << Integer.SIZE;
    }

    /// Writes this one, but for the sequence word.
    public void write(MemorySegment to, long at) {
        to.set(INT, at, cookie);
        to.set(INT, at + 4, STATUS.of(status) | TAG.of(tag) | RESULT.of(result.ordinal()));
        to.set(INT, at + 8, accessDelay);
        to.set(INT, at + 12, (int) timestamp);
        to.set(INT, at + 16, 0);
        to.set(INT, at + 20, (int) (timestamp >>> Integer.SIZE));
        to.set(INT, at + 24, 0);
    }

    public static Completion read(MemorySegment from, long at) {
        int word1 = resultWord(from, at);
        return new Completion(
                cookie(from, at),
                CompletionResult.of(RESULT.get(word1)),
                TAG.get(word1),
                STATUS.get(word1),
                accessDelay(from, at),
                timestamp(from, at));
    }
}
