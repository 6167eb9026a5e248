package org.jetstreamlan.abi.clan;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// What the adapter tells an endpoint's owner: 32 bytes of host memory at a multiple of 32, written as one burst when something has changed.
///
/// ```
///         31              16 15        8  7  6  3 2   0
/// word 0 | sequence it broke |  reason  | P |  0 |state|   P: the peer broke first and said why
/// word 1 | descriptors repl. | descriptors acknowledged |   free-running
/// word 2 | stores replied    | stores acknowledged      |   free-running, in stores
/// word 3 | descriptor broken |      READs done          |
/// words 4 to 6                  0
/// word 7 |         0         |      sequence            |   + 1 with each write of the page; written last
/// ```
/// Each word is good by itself; behind a changed word lies what it tells of.
public final class StatusPage {
    private StatusPage() {}

    public static final int BYTES = 32;

    /// Bytes of the words.
    public static final int STATE_AT = 0;

    public static final int DESCRIPTORS_AT = 4;
    public static final int STORES_AT = 8;
    public static final int READS_AT = 12;
    public static final int SEQUENCE_AT = 28;

    public static final Field STATE = Field.of("STATE", 0, 3, "EndpointState.");
    public static final Field BY_PEER = Field.bit("BY_PEER", 7, "The peer said so.");
    public static final Field REASON = Field.of("REASON", 8, 8, "ClanReason.");
    public static final Field BROKEN_AT =
            Field.of("BROKEN_AT", 16, 16, "Sequence of the frame that broke it; else 0.");
    public static final Field DESCRIPTORS_ACKNOWLEDGED =
            Field.of("DESCRIPTORS_ACKNOWLEDGED", 0, 16, "Index of the first that is not.");
    public static final Field DESCRIPTORS_REPLIED =
            Field.of("DESCRIPTORS_REPLIED", 16, 16, "Index of the first that is not.");
    public static final Field STORES_ACKNOWLEDGED =
            Field.of("STORES_ACKNOWLEDGED", 0, 16, "Stores, free-running.");
    public static final Field STORES_REPLIED =
            Field.of("STORES_REPLIED", 16, 16, "Stores, free-running.");
    public static final Field READS_DONE = Field.of("READS_DONE", 0, 16, "READs, free-running.");
    public static final Field DESCRIPTOR_BROKEN =
            Field.of("DESCRIPTOR_BROKEN", 16, 16, "Index of the descriptor that broke it.");
    public static final Field SEQUENCE = Field.of("SEQUENCE", 0, 16, "Counts the writes.");

    public static final Layout LAYOUT =
            Layout.of(
                    "STATUS_PAGE",
                    "How far an endpoint is.",
                    Layout.Word.of("STATE", STATE, BY_PEER, REASON, BROKEN_AT),
                    Layout.Word.of("DESCRIPTORS", DESCRIPTORS_ACKNOWLEDGED, DESCRIPTORS_REPLIED),
                    Layout.Word.of("STORES", STORES_ACKNOWLEDGED, STORES_REPLIED),
                    Layout.Word.of("READS", READS_DONE, DESCRIPTOR_BROKEN),
                    Layout.Word.of("RESERVED_4"),
                    Layout.Word.of("RESERVED_5"),
                    Layout.Word.of("RESERVED_6"),
                    Layout.Word.of("SEQUENCE", SEQUENCE));

    private static final VarHandle WORD =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    /// A word, with acquire semantics.
    ///
    /// @param wordAt one of the places above
    public static int word(MemorySegment page, long at, int wordAt) {
        return (int) WORD.getAcquire(page, at + wordAt);
    }

    /// Writes a word behind everything before.
    public static void publish(MemorySegment page, long at, int wordAt, int value) {
        WORD.setRelease(page, at + wordAt, value);
    }
}
