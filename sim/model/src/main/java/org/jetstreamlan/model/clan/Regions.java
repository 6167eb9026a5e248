package org.jetstreamlan.model.clan;

import java.util.Arrays;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.abi.clan.RegionKey;

/// The region table, and the one check that every byte on its way to or from host memory goes through.
final class Regions {
    private static final int WORDS = 8;

    private final int[] words;
    private final int entries;

    /// What the last check that found nothing wrong has found: where the first byte lies on the bus, and its cell from the region's first on.
    private long bus;

    private long cell;

    Regions(int entries) {
        this.entries = entries;
        words = new int[WORDS * entries];
    }

    void reset() {
        Arrays.fill(words, 0);
    }

    void read(int entry, int[] data) {
        System.arraycopy(words, WORDS * entry, data, 0, WORDS);
    }

    void write(int entry, int[] data) {
        System.arraycopy(data, 0, words, WORDS * entry, WORDS);
    }

    /// Whether an access may be.
    ///
    /// @param key as a frame or a descriptor says it
    /// @param tag of the endpoint
    /// @param right one of those of [RegionEntry]
    /// @param address name of the first byte
    /// @param bytes at least 0
    /// @return NONE, KEY, RIGHT or BOUNDS
    ClanReason check(int key, int tag, int right, long address, long bytes) {
        int entry = RegionKey.entry(key);
        int at = WORDS * entry;
        boolean exists =
                entry < entries
                        && RegionKey.generation(key) != 0
                        && RegionEntry.GENERATION.get(words[at]) == RegionKey.generation(key);
        if (!exists || tag == 0 || RegionEntry.TAG.get(words[at + RegionEntry.OWNER]) != tag) {
            return ClanReason.KEY;
        }
        if ((RegionEntry.RIGHTS.get(words[at + RegionEntry.OWNER]) & right) == 0) {
            return ClanReason.RIGHT;
        }
        long name = pair(at + RegionEntry.NAME);
        long length =
                (long) RegionEntry.LENGTH_HIGH.get(words[at + RegionEntry.LENGTH + 1])
                                << Integer.SIZE
                        | Integer.toUnsignedLong(words[at + RegionEntry.LENGTH]);
        long offset = address - name;
        boolean inside =
                Long.compareUnsigned(address, name) >= 0
                        && Long.compareUnsigned(offset, length) <= 0
                        && bytes <= length - offset;
        if (!inside) {
            return ClanReason.BOUNDS;
        }
        bus = pair(at + RegionEntry.BUS) + offset;
        cell = (address >>> 3) - (name >>> 3);
        return ClanReason.NONE;
    }

    /// Bus address of the byte that was checked last, good if the answer was NONE.
    long bus() {
        return bus;
    }

    /// Its cell, counted from the region's first.
    long cell() {
        return cell;
    }

    private long pair(int at) {
        return (long) words[at + 1] << Integer.SIZE | Integer.toUnsignedLong(words[at]);
    }
}
