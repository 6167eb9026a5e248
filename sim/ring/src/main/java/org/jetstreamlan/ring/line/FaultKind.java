package org.jetstreamlan.ring.line;

/// The faults that a [FaultCampaign] puts into a ring, one at a time.
public enum FaultKind {
    /// A thousandth of the bits is wrong for a while.
    BIT_ERRORS("bits wrong at 1e-3 for 2,000 words"),
    BURST("up to 40 words of noise"),
    LOST_TOKEN("a token is lost"),
    DOUBLED_TOKEN("a token comes twice"),
    SPOILED_HEADER("1 to 3 bits of a header are wrong"),
    ORPHAN("a frame that nobody has sent"),
    CUT("a line is cut, and mended"),
    FLAPPING("a line comes and goes"),
    DEAD("a station loses power"),
    JOINS("a station without power comes back"),
    RESET("a station is reset"),
    BABBLING("frames without end on a line"),
    DETUNED("a clock is 300 ppm off for 40,000 words"),
    MONITOR_GONE("the active monitor loses power"),
    SOURCE_GONE("a station loses power while its frame is on the ring");

    private final String description;

    FaultKind(String description) {
        this.description = description;
    }

    /// One clause without a capital, as in a table.
    public String description() {
        return description;
    }
}
