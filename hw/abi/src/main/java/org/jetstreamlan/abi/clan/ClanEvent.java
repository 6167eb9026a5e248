package org.jetstreamlan.abi.clan;

import static org.jetstreamlan.abi.WindowWords.INT;

import java.lang.foreign.MemorySegment;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.regs.EnumValue;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// An entry of an event ring: 32 bytes, see [RingEntry].
///
/// ```
///         31        16 15      8 7     4 3     0
/// word 0 |   number   | reason  | what  | kind  |   what: of an endpoint 0 NOTIFIED, 1 COMPLETED, 2 STATE, 3 DROPPED
/// word 1 |     0      |        count            |   how often since the entry before of this source
/// words 2 to 6               0
/// word 7 |     0      |       sequence          |
/// ```
/// A source has one entry in its ring at most; what happens meanwhile makes the next one.
///
/// @param kind what the source is
/// @param what bits of an endpoint
/// @param reason of an endpoint: why it broke, or dropped; of a refusal the [ClanCounter] that counts it, its ordinal
/// @param number endpoint or tripwire
/// @param count saturating
public record ClanEvent(Kind kind, int what, int reason, int number, int count) {
    /// What an event comes from; the ordinal is the code.
    public enum Kind {
        ENDPOINT,
        TRIPWIRE,
        /// Frames of no connection, or a refused store: for the driver. Once, until it has read the counter.
        REFUSAL;

        private static final Kind[] BY_CODE = values();
    }

    /// A frame with NOTIFY has been written.
    public static final int NOTIFIED = 1;

    /// A descriptor with COMPLETE is done.
    public static final int COMPLETED = 2;

    /// Its state has changed, other than by a command.
    public static final int STATE = 4;

    /// A frame did what it may not, at level 0; the reason says what.
    public static final int DROPPED = 8;

    /// Largest count.
    public static final int COUNT_MAXIMUM = 0xFFFF;

    public static final Field KIND =
            Field.choice(
                    "KIND",
                    0,
                    4,
                    "What the source is.",
                    new EnumValue("ENDPOINT", 0, "an endpoint"),
                    new EnumValue("TRIPWIRE", 1, "a tripwire"),
                    new EnumValue("REFUSAL", 2, "a counter of what was refused"));
    public static final Field WHAT =
            Field.of("WHAT", 4, 4, "Of an endpoint: 0 NOTIFIED, 1 COMPLETED, 2 STATE, 3 DROPPED.");
    public static final Field REASON = Field.of("REASON", 8, 8, "ClanReason, or ClanCounter.");
    public static final Field NUMBER = Field.of("NUMBER", 16, 16, "Of endpoint or tripwire.");
    public static final Field COUNT = Field.of("COUNT", 0, 16, "How often, saturating.");

    public static final Layout LAYOUT =
            Layout.of(
                    "CLAN_EVENT",
                    "Something that happened to an endpoint or a tripwire.",
                    Layout.Word.of("HEAD", KIND, WHAT, REASON, NUMBER),
                    Layout.Word.of("COUNT", COUNT),
                    Layout.Word.of("RESERVED_2"),
                    Layout.Word.of("RESERVED_3"),
                    Layout.Word.of("RESERVED_4"),
                    Layout.Word.of("RESERVED_5"),
                    Layout.Word.of("RESERVED_6"),
                    Layout.Word.of("SEQUENCE", RingEntry.SEQUENCE));

    /// Writes this one, but for the sequence word.
    public void write(MemorySegment to, long at) {
        to.set(
                INT,
                at,
                KIND.of(kind.ordinal()) | WHAT.of(what) | REASON.of(reason) | NUMBER.of(number));
        to.set(INT, at + 4, COUNT.of(count));
        for (int i = 8; i < RingEntry.SEQUENCE_OFFSET; i += 4) {
            to.set(INT, at + i, 0);
        }
    }

    public static ClanEvent read(MemorySegment from, long at) {
        int word0 = from.get(INT, at);
        return new ClanEvent(
                Kind.BY_CODE[Math.min(KIND.get(word0), Kind.BY_CODE.length - 1)],
                WHAT.get(word0),
                REASON.get(word0),
                NUMBER.get(word0),
                COUNT.get(from.get(INT, at + 4)));
    }
}
