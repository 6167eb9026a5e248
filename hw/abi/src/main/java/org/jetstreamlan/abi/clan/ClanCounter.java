package org.jetstreamlan.abi.clan;

/// Event counters of CLAN, 32 bits each, saturating, cleared by reset only. Counter `i` is element `i` of [ClanRegisters#COUNTERS].
///
/// Each frame of type CLAN on its first pass with this station's VCI ends in exactly one counter of group FRAME.
public enum ClanCounter {
    ACCEPTED(Group.FRAME, "the next of its connection, written"),
    ANSWERED(Group.FRAME, "REPLY and BREAK, taken"),
    DUPLICATE(Group.FRAME, "had come before: C, and nothing is written"),
    OUT_OF_ORDER(Group.FRAME, "another sequence than the next"),
    NO_ROOM(Group.FRAME, "no room in the receive buffer"),
    VIOLATION(Group.FRAME, "a region, right or bound, or a RESPONSE that nobody asked for"),
    BROKEN(Group.FRAME, "for an endpoint that is broken"),
    NOT_OPEN(Group.FRAME, "for an endpoint that does not exist, is CLOSED, HELD or CLOSING"),
    FOREIGN(Group.FRAME, "not of the endpoint's peer: station, endpoint, or VCI"),
    INCARNATION(Group.FRAME, "another incarnation than the endpoint's"),
    MALFORMED(Group.FRAME, "length, operation or flags mean nothing"),
    BAD(Group.FRAME, "bad CRC or header check, E, ABORT, or CLAN is off"),
    SENT(Group.SEND, "frames whose START has left"),
    RETURNED(Group.SEND, "came back with A and C, without N"),
    REFUSED(Group.SEND, "came back with anything else, or not"),
    AGAIN(Group.SEND, "times that an endpoint began again behind the last acknowledged frame"),
    BREAKS(Group.SEND, "endpoints that broke"),
    STORE_REFUSED(Group.HOST, "stores that were answered with an error"),
    STORE_DISCARDED(Group.HOST, "stores of an endpoint that was full, or not OPEN and not HELD"),
    LOAD_REFUSED(Group.HOST, "loads from the aperture window"),
    ARM_REFUSED(Group.HOST, "tripwires armed by another tag, or that do not exist"),
    FIRED(Group.HOST, "tripwires that acted"),
    BUS_ERRORS(Group.HOST, "accesses to host memory that the bus refused");

    /// What a counter counts.
    public enum Group {
        /// Fates of arriving frames; they add up.
        FRAME,
        /// This station's frames.
        SEND,
        /// What the host or its bus did.
        HOST
    }

    private final Group group;
    private final String description;

    ClanCounter(Group group, String description) {
        this.group = group;
        this.description = description;
    }

    public Group group() {
        return group;
    }

    /// One sentence without a capital, as in a table.
    public String description() {
        return description;
    }

    /// Offset of its register in bytes.
    public int offset() {
        return ClanRegisters.COUNTERS.offset(ordinal());
    }
}
