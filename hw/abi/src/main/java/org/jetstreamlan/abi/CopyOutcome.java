package org.jetstreamlan.abi;

/// What became of a [CopyDescriptor]; the ordinal is the code in a [CopyCompletion].
public enum CopyOutcome {
    /// All bytes are where they belong.
    COPIED,
    /// The descriptor is out of bounds, or the pool does not hold the block; nothing was copied.
    INVALID,
    /// The host's bus has refused some of it: which bytes were copied is not told.
    BUS_ERROR,
    /// A memory of the adapter gave something else than was written: what was copied is not to be used.
    MEMORY_ERROR;

    private static final CopyOutcome[] BY_CODE = values();

    /// The outcome with this code; codes 4..15 do not occur and read as MEMORY_ERROR.
    public static CopyOutcome of(int code) {
        return code < BY_CODE.length ? BY_CODE[code] : MEMORY_ERROR;
    }
}
