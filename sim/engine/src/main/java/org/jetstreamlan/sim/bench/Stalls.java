package org.jetstreamlan.sim.bench;

/// When a channel pauses: a share of all clocks, drawn from a seed.
public final class Stalls {
    /// Never pauses.
    public static final Stalls NONE = new Stalls(0, 1);

    private final int percent;
    private long state;

    private Stalls(int percent, long seed) {
        this.percent = percent;
        this.state = seed * 0x9E37_79B9_7F4A_7C15L + 0x1234_5678_9ABC_DEFL;
    }

    /// Pauses in `percent` of the clocks.
    public static Stalls of(int percent, long seed) {
        if (percent < 0 || percent > 99) {
            throw new IllegalArgumentException(
                    "stalls in " + percent + " % of the clocks: 0 to 99");
        }
        return new Stalls(percent, seed);
    }

    /// Whether the channel pauses in this clock.
    public boolean next() {
        if (percent == 0) {
            return false;
        }
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        return Long.remainderUnsigned(state, 100) < percent;
    }
}
