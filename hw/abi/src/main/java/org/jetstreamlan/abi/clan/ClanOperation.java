package org.jetstreamlan.abi.clan;

import org.jspecify.annotations.Nullable;

/// What a CLAN frame is for; the code is in bits 31..28 of its word 0.
public enum ClanOperation {
    /// Data to be written where the region has right RDMA_WRITE. Without data: nothing but its flags.
    WRITE(0, true),
    /// Asks for bytes of a region with right RDMA_READ.
    READ(1, true),
    /// Data that a READ has asked for.
    RESPONSE(2, true),
    /// The bus of the receiver has answered all up to this sequence.
    REPLY(3, false),
    /// The connection is over, and why.
    BREAK(4, false),
    /// Data to be written where the region has right MESSAGE.
    TRANSFER(8, true);

    private static final @Nullable ClanOperation[] BY_CODE = new ClanOperation[16];

    static {
        for (var operation : values()) {
            BY_CODE[operation.code] = operation;
        }
    }

    private final int code;
    private final boolean sequenced;

    ClanOperation(int code, boolean sequenced) {
        this.code = code;
        this.sequenced = sequenced;
    }

    /// 4 bits.
    public int code() {
        return code;
    }

    /// Whether it takes a number of the connection's sequence.
    public boolean sequenced() {
        return sequenced;
    }

    /// Whether it carries bytes for the receiver's memory.
    public boolean carriesData() {
        return this == WRITE || this == TRANSFER || this == RESPONSE;
    }

    /// The operation with this code; null for one that means nothing.
    ///
    /// @param code 0..15
    public static @Nullable ClanOperation of(int code) {
        return BY_CODE[code];
    }
}
