package org.jetstreamlan.abi.clan;

import org.jetstreamlan.regs.Field;

/// Names a region of a station, 32 bits.
///
/// ```
///  31     23 22                  0
/// |  entry  |     generation      |
/// ```
/// Generation 0 names nothing. A key is no secret that anything rests on.
public final class RegionKey {
    private RegionKey() {}

    public static final Field GENERATION =
            Field.of("GENERATION", 0, 23, "Drawn anew by the driver for each region, not 0.");
    public static final Field ENTRY = Field.of("ENTRY", 23, 9, "Entry of the region table.");

    /// Entries that keys can name.
    public static final int ENTRIES = 1 << 9;

    /// Key 0 is no region's.
    public static final int NONE = 0;

    /// @throws IllegalArgumentException if a number does not fit its field
    public static int of(int entry, int generation) {
        return ENTRY.of(entry) | GENERATION.of(generation);
    }

    public static int entry(int key) {
        return ENTRY.get(key);
    }

    public static int generation(int key) {
        return GENERATION.get(key);
    }
}
