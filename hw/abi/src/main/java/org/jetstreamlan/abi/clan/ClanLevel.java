package org.jetstreamlan.abi.clan;

/// What a connection promises; the ordinal is the code. The promises: `docs/clan.md`, Levels.
public enum ClanLevel {
    /// A violation costs that frame; no READ.
    UNRELIABLE_DELIVERY,
    /// Any loss or violation breaks both ends.
    RELIABLE_DELIVERY,
    /// As before, and what is told as complete lies in the remote memory.
    RELIABLE_RECEPTION;

    private static final ClanLevel[] BY_CODE = values();

    /// The level with this code; 3 reads as the highest.
    public static ClanLevel of(int code) {
        return BY_CODE[Math.min(code, BY_CODE.length - 1)];
    }
}
