package org.jetstreamlan.abi;

/// Why a station went into [RingPhase#CLAIM] last: `docs/ring.md`, States of a station. The ordinal is the code in
/// [Registers#RING_STATE].
public enum RingCause {
    /// It has not.
    NONE("none"),
    JOIN("enabled"),
    HOST("the host asked for it"),
    LOST_TOKEN("TRT expired with Late_Ct above 0"),
    SILENCE("nothing valid came for TVX words"),
    SECOND_TOKEN("a token of another epoch, or one while sending"),
    SECOND_SENDER("two frames of others came in one capture"),
    MONITOR_GONE("no active monitor marks frames or tokens"),
    CLAIMED("a worse bid came"),
    TIME_OUT("the ring did not come up within T_MAX"),
    HEALED("its own BEACON came back");

    private final String description;

    RingCause(String description) {
        this.description = description;
    }

    /// One clause without a capital, as in a table.
    public String description() {
        return description;
    }

    /// The cause with this code.
    public static RingCause of(int code) {
        return values()[code];
    }
}
