package org.jetstreamlan.model;

/// What the host sets on a station before it enables it: `docs/ring.md`, Timers and settings. Times in words.
///
/// @param address 48 bits, unique on the ring
/// @param seed of the nonces of its claims; 0 counts as 1
/// @param ttrt bid for the target token rotation time
/// @param dMax bound on the latency of the ring
/// @param tMax patience while the ring comes up
/// @param tvx longest time without anything valid
/// @param largest bid for F, payload words
/// @param allocation SA, synchronous words per token, framing included
/// @param overrun asynchronous frames start while THT is above 0, else only if they fit it
public record StationSettings(
        long address,
        int seed,
        int ttrt,
        int dMax,
        int tMax,
        int tvx,
        int largest,
        int allocation,
        boolean overrun) {
    private static final int MOST = 1 << 24;

    public StationSettings {
        within("TTRT", ttrt, 256, MOST);
        within("D_MAX", dMax, 64, 1 << 16);
        within("T_MAX", tMax, 20 * dMax, MOST - 1);
        within("TVX", tvx, ttrt + 16_388 + dMax, MOST - 1);
        within("F", largest, 12, 16_382);
        within("SA", allocation, 0, MOST);
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "%s = %,d words; it must be in %,d..%,d".formatted(name, value, least, most));
        }
    }

    /// The defaults, with an address and a seed made from `index`.
    public static StationSettings defaults(int index) {
        return new StationSettings(
                0x0200_0000_0000L + index,
                0x9E37_79B9 * (index + 1),
                25_000,
                2_560,
                65_536,
                65_536,
                16_382,
                0,
                false);
    }

    public StationSettings withAddress(long value) {
        return new StationSettings(
                value, seed, ttrt, dMax, tMax, tvx, largest, allocation, overrun);
    }

    public StationSettings withSeed(int value) {
        return new StationSettings(
                address, value, ttrt, dMax, tMax, tvx, largest, allocation, overrun);
    }

    public StationSettings withTtrt(int value) {
        return new StationSettings(
                address, seed, value, dMax, tMax, tvx, largest, allocation, overrun);
    }

    /// The three that bound how long the ring may be silent or coming up.
    public StationSettings withPatience(int newDMax, int newTMax, int newTvx) {
        return new StationSettings(
                address, seed, ttrt, newDMax, newTMax, newTvx, largest, allocation, overrun);
    }

    public StationSettings withLargest(int value) {
        return new StationSettings(
                address, seed, ttrt, dMax, tMax, tvx, value, allocation, overrun);
    }

    public StationSettings withAllocation(int value) {
        return new StationSettings(address, seed, ttrt, dMax, tMax, tvx, largest, value, overrun);
    }

    public StationSettings withOverrun(boolean value) {
        return new StationSettings(
                address, seed, ttrt, dMax, tMax, tvx, largest, allocation, value);
    }
}
