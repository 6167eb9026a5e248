package org.jetstreamlan.abi.clan;

import org.jetstreamlan.abi.VciHash;

/// Where a tripwire on a word may lie in its table: one set in each of 4 ways, as [VciHash] does it, with the same polynomials.
///
/// ```
///  34         33         32      24 23            0
/// | outbound | aperture |  place   |     cell      |   the key: words 0 and 1 of a TripwireEntry
/// ```
/// Entry number = way x sets + set, with a quarter of the words as sets.
public final class TripwireHash {
    private TripwireHash() {}

    public static final int WAYS = VciHash.WAYS;

    /// Bits of the key.
    public static final int KEY_BITS = 35;

    /// The key of an entry's words 0 and 1.
    public static long key(int word0, int word1) {
        long place = TripwireEntry.PLACE.get(word0);
        long bits =
                (TripwireEntry.OUTBOUND.isSet(word0) ? 2 : 0)
                        | (TripwireEntry.APERTURE.isSet(word0) ? 1 : 0);
        return bits << 33 | place << 24 | TripwireEntry.FIRST.get(word1);
    }

    /// The entry for a key in way `way`.
    ///
    /// @param log2Words of the table, 6..12
    public static int entry(long key, int way, int log2Words) {
        int log2Sets = log2Words - 2;
        return way << log2Sets | VciHash.setOfKey(key, way, log2Sets);
    }
}
