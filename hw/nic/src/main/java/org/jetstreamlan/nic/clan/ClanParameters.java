package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.ClanSizes;

/// The sizes that the CLAN half of an adapter is made with.
///
/// @param sizes of its tables
/// @param mergeClocks clocks without a store that end a frame, 1..255
public record ClanParameters(ClanSizes sizes, int mergeClocks) {
    /// What `docs/clan.md` takes.
    public static final int MERGE_CLOCKS = 4;

    public ClanParameters {
        if (mergeClocks < 1 || mergeClocks > 255) {
            throw new IllegalArgumentException(
                    "CLAN: mergeClocks = %d is not in 1..255".formatted(mergeClocks));
        }
    }

    /// Bits of an endpoint's number.
    public int endpointWidth() {
        return numberWidth(sizes.endpoints());
    }

    /// Bits that number `count` things, at least 1.
    static int numberWidth(int count) {
        return Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(count - 1));
    }
}
