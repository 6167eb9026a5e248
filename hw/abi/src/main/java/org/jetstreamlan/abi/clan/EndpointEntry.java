package org.jetstreamlan.abi.clan;

import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// An endpoint, as the driver writes and reads it through [ClanTable#ENDPOINT].
///
/// ```
///         31   27 26  24 23 22 21 20 19   18 17          8 7 6 5      0
/// word 0 |   0   | state|  0  |level|   0   |peer endpoint|0 |peer st.|   state: read only
/// word 1 |   incarnation of the peer      |    own incarnation        |
/// word 2 |    reason    | P |  0  | ring  |     0    |      tag       |   reason, P: read only, as in StatusPage
/// word 3 |      0       | part: log2 size |   0      |  part: place   |
/// word 4 | send queue, address bits 31..6                  | 0 |log2  |   log2 of its entries, 0: none
/// word 5 | send queue, address bits 63..32                            |
/// word 6 | status page, address bits 31..5                    | 0 | V |   V: there is one
/// word 7 | status page, address bits 63..32                           |
/// ```
/// A write takes effect in CLOSED and HELD only, else it is REFUSED; in HELD it is for the peer's station, and all else must be as it was.
public final class EndpointEntry {
    private EndpointEntry() {}

    /// Cells of which PLACE and SIZE of a part are multiples.
    public static final int PART_CELLS = 16;

    /// Stores that a part of n cells takes without an acknowledgement: n / 2, whatever they are, since a frame's head takes one, too.
    public static final int CELLS_PER_STORE = 2;

    public static final Field PEER_STATION = Field.of("PEER_STATION", 0, 6, "Id.");
    public static final Field PEER_ENDPOINT = Field.of("PEER_ENDPOINT", 8, 10, "At that station.");
    public static final Field LEVEL = Field.of("LEVEL", 20, 2, "ClanLevel.");
    public static final Field STATE = Field.of("STATE", 24, 3, "EndpointState; read only.");
    public static final Field OWN_INCARNATION =
            Field.of("OWN_INCARNATION", 0, 16, "What frames that come must carry.");
    public static final Field PEER_INCARNATION =
            Field.of("PEER_INCARNATION", 16, 16, "What frames that go carry.");
    public static final Field TAG = Field.of("TAG", 0, 12, "Of the process; 0 is no one's.");
    public static final Field EVENT_RING = Field.of("EVENT_RING", 16, 4, "Where its events go.");
    public static final Field BY_PEER = Field.bit("BY_PEER", 23, "The peer said so; read only.");
    public static final Field REASON = Field.of("REASON", 24, 8, "ClanReason; read only.");
    public static final Field PART_PLACE =
            Field.of("PART_PLACE", 0, 7, "First cell of its part of the store memory, in 16.");
    public static final Field PART_SIZE =
            Field.of("PART_SIZE", 16, 4, "0: no part; n: 16 x 2^(n - 1) cells, n up to 7.");
    public static final Field QUEUE_LOG2 =
            Field.of("QUEUE_LOG2", 0, 4, "Send queue: log2 of the entries; 0: none.");
    public static final Field QUEUE_LOW = Field.of("QUEUE_LOW", 6, 26, "Address bits 31..6.");
    public static final Field QUEUE_HIGH = Field.of("QUEUE_HIGH", 0, 32, "Address bits 63..32.");
    public static final Field STATUS_VALID = Field.bit("STATUS_VALID", 0, "There is a page.");
    public static final Field STATUS_LOW = Field.of("STATUS_LOW", 5, 27, "Address bits 31..5.");
    public static final Field STATUS_HIGH = Field.of("STATUS_HIGH", 0, 32, "Address bits 63..32.");

    // Words.
    public static final int PEER = 0;
    public static final int INCARNATIONS = 1;
    public static final int OWNER = 2;
    public static final int PART = 3;
    public static final int QUEUE = 4;
    public static final int STATUS = 6;

    public static final Layout LAYOUT =
            Layout.of(
                    "ENDPOINT",
                    "One end of a connection.",
                    Layout.Word.of("PEER", PEER_STATION, PEER_ENDPOINT, LEVEL, STATE),
                    Layout.Word.of("INCARNATIONS", OWN_INCARNATION, PEER_INCARNATION),
                    Layout.Word.of("OWNER", TAG, EVENT_RING, BY_PEER, REASON),
                    Layout.Word.of("PART", PART_PLACE, PART_SIZE),
                    Layout.Word.of("QUEUE", QUEUE_LOG2, QUEUE_LOW),
                    Layout.Word.of("QUEUE_HIGH", QUEUE_HIGH),
                    Layout.Word.of("STATUS", STATUS_VALID, STATUS_LOW),
                    Layout.Word.of("STATUS_HIGH", STATUS_HIGH));

    /// Cells of a part.
    ///
    /// @param size value of [#PART_SIZE]
    public static int cells(int size) {
        return size == 0 ? 0 : PART_CELLS << size - 1;
    }
}
