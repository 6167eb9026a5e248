package org.jetstreamlan.abi.clan;

/// Why an endpoint broke: in a BREAK frame, the status page and the endpoint's entry. The ordinal is the code, 8 bits.
public enum ClanReason {
    NONE("it did not"),
    KEY("a frame named no region of the receiver's tag"),
    RIGHT("a frame's region had not the right"),
    BOUNDS("a frame went beyond its region"),
    RESPONSE("a RESPONSE was not what the READ that is out asked for"),
    BUS("the receiver's bus refused a write, or a read for a READ"),
    LEVEL("a READ came at level 0"),
    TIME_OUT("BREAK_TIME passed without progress"),
    STORE_OVERRUN("a store found its part full"),
    DESCRIPTOR("a descriptor means nothing"),
    SEGMENT(
            "a descriptor's segment names no region of the endpoint's tag, without the right, or goes beyond it"),
    LOCAL_BUS("the sender's bus refused a descriptor or a segment"),
    MEMORY("a memory of the adapter gave something else than was written"),
    COMMAND("the driver said so"),
    READ_REFUSED(
            "a READ asked for what may not be read: of no region of the receiver's tag, without the right, or beyond it");

    private static final ClanReason[] BY_CODE = values();

    private final String description;

    ClanReason(String description) {
        this.description = description;
    }

    /// One sentence without a capital, as in a table.
    public String description() {
        return description;
    }

    /// A frame did what it may not.
    public boolean isViolation() {
        return this == READ_REFUSED
                || (ordinal() >= KEY.ordinal() && ordinal() <= RESPONSE.ordinal());
    }

    /// The reason with this code; one that does not occur reads as NONE.
    public static ClanReason of(int code) {
        return code < BY_CODE.length ? BY_CODE[code] : NONE;
    }
}
