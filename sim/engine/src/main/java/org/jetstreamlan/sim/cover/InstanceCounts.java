package org.jetstreamlan.sim.cover;

import java.util.Arrays;

/// What was counted in one instance, or in several of one module together.
///
/// @param points how often each point was counted
/// @param rises by word of the signals the bits that went from 0 to 1
/// @param falls by word of the signals the bits that went from 1 to 0
record InstanceCounts(long[] points, long[] rises, long[] falls) {
    /// Nothing counted yet.
    static InstanceCounts of(CoveredModule module) {
        int words = module.words();
        return new InstanceCounts(
                new long[module.points().size()], new long[words], new long[words]);
    }

    /// Both together: counts are added, up to the largest `long`.
    InstanceCounts plus(InstanceCounts other) {
        InstanceCounts sum = new InstanceCounts(points.clone(), rises.clone(), falls.clone());
        for (int i = 0; i < points.length; i++) {
            long count = points[i] + other.points[i];
            sum.points[i] = count < 0 ? Long.MAX_VALUE : count;
        }
        for (int i = 0; i < rises.length; i++) {
            sum.rises[i] |= other.rises[i];
            sum.falls[i] |= other.falls[i];
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InstanceCounts counts
                && Arrays.equals(points, counts.points)
                && Arrays.equals(rises, counts.rises)
                && Arrays.equals(falls, counts.falls);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(points) + Arrays.hashCode(rises);
    }
}
