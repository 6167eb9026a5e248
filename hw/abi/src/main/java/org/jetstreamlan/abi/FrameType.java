package org.jetstreamlan.abi;

/// What a frame is for; the ordinal is its code in byte 0.
public enum FrameType {
    /// From pool to pool.
    DATA,
    /// A store or DMA burst to remote memory.
    CLAN,
    /// Between the MACs: [ManagementFrame].
    MANAGEMENT,
    /// Never taken; stripped as data.
    RESERVED;

    private static final FrameType[] BY_CODE = values();

    /// The type with this code.
    ///
    /// @param code 0..3
    public static FrameType of(int code) {
        return BY_CODE[code];
    }
}
