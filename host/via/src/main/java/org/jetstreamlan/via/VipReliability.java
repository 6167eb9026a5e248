package org.jetstreamlan.via;

import java.util.Arrays;
import java.util.Optional;
import org.jetstreamlan.abi.clan.ClanLevel;

/// What a connection promises.
public enum VipReliability {
    UNRELIABLE(1, ClanLevel.UNRELIABLE_DELIVERY),
    RELIABLE_DELIVERY(2, ClanLevel.RELIABLE_DELIVERY),
    RELIABLE_RECEPTION(4, ClanLevel.RELIABLE_RECEPTION);

    private final int code;
    private final ClanLevel level;

    VipReliability(int code, ClanLevel level) {
        this.code = code;
        this.level = level;
    }

    /// The level with one of the specification's numbers; empty for another one, which is INVALID_RELIABILITY_LEVEL.
    public static Optional<VipReliability> of(int code) {
        return Arrays.stream(values()).filter(level -> level.code == code).findFirst();
    }

    /// The specification's number.
    public int code() {
        return code;
    }

    /// Whether an error ends the connection.
    public boolean isReliable() {
        return this != UNRELIABLE;
    }

    ClanLevel level() {
        return level;
    }
}
