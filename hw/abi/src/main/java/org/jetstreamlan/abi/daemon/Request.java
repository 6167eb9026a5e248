package org.jetstreamlan.abi.daemon;

/// What a [Submission] asks for, as a number that other languages write: the ordinal. Released ones do not move.
public enum Request {
    NONE("refused, so that zeroed memory asks for nothing"),
    OPEN("a pool with these limits, reserves, options and name"),
    CLOSE("the pool"),
    ASSOC("a VCI for the pool"),
    DEASSOC("a VCI of the pool, no longer"),
    RUN("a script on the pool"),
    FILE("the descriptor that was passed, as a file of that number for scripts"),
    CLOSE_FILE("the file of that number"),
    CLAN("something of CLAN, by its ClanRequest");

    private static final Request[] ALL = values();

    private final String description;

    Request(String description) {
        this.description = description;
    }

    /// A few words without a capital, as in a table.
    public String description() {
        return description;
    }

    /// The request with this number; NONE if there is none.
    public static Request of(int number) {
        return number > 0 && number < ALL.length ? ALL[number] : NONE;
    }

    /// The largest number.
    public static int maximum() {
        return ALL.length - 1;
    }
}
