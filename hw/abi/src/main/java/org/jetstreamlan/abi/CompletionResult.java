package org.jetstreamlan.abi;

/// What became of a descriptor; the ordinal is the code in a [Completion].
public enum CompletionResult {
    /// The frame came back; its status is in the completion.
    RETURNED,
    /// Sent, but it did not come back before its MARK or the next token.
    LOST,
    /// The descriptor is out of bounds; nothing was sent.
    INVALID,
    /// Ended by ABORT, or not sent, because the ring or the adapter was reset.
    ABORTED,
    /// A memory of the adapter gave something else than was written: ended by ABORT before that word, or not sent.
    MEMORY_ERROR;

    private static final CompletionResult[] BY_CODE = values();

    /// The result with this code; codes 5..15 do not occur and read as ABORTED.
    public static CompletionResult of(int code) {
        return code < BY_CODE.length ? BY_CODE[code] : ABORTED;
    }
}
