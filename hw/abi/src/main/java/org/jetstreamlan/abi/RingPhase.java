package org.jetstreamlan.abi;

/// What a station is about on its ring: `docs/ring.md`, States of a station. The ordinal is the code in
/// [Registers#RING_STATE].
public enum RingPhase {
    /// Not enabled, or bypassed: repeats.
    OFF("repeats, takes no part"),
    /// Bids for active monitor.
    CLAIM("bids for active monitor"),
    /// Nothing comes from the station before.
    BEACON("its claim does not come back: the ring is broken in front of it"),
    /// Waits to be numbered.
    FOLLOW("another station claims or numbers"),
    /// Won: numbers the stations.
    NUMBER("has won, and numbers the stations"),
    /// All stations have confirmed: the first token is to go out.
    ISSUE("is about to send the first token"),
    /// Data and tokens count.
    MEMBER("a member of the ring");

    private final String description;

    RingPhase(String description) {
        this.description = description;
    }

    /// One clause without a capital, as in a table.
    public String description() {
        return description;
    }

    /// The phase with this code.
    public static RingPhase of(int code) {
        return values()[code];
    }
}
