package org.jetstreamlan.abi;

/// What the CRC-32 of a received frame says; the ordinal is the code in a [ReceiveEvent].
public enum CrcVerdict {
    /// The PT field does not mark the end of a PDU: there is no CRC.
    NONE,
    /// The last 4 payload bytes are the CRC-32 of the rest.
    GOOD,
    /// They are not.
    BAD;

    private static final CrcVerdict[] BY_CODE = values();

    /// The verdict with this code; code 3 does not occur and reads as BAD.
    public static CrcVerdict of(int code) {
        return code < BY_CODE.length ? BY_CODE[code] : BAD;
    }
}
