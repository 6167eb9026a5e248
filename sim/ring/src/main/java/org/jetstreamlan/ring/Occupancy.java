package org.jetstreamlan.ring;

import java.util.Arrays;
import org.jetstreamlan.abi.LinkWord;

/// How much of a link is used over time: data words among all words, in buckets whose length doubles when they run out, so that any run
/// fits in a fixed number.
public final class Occupancy {
    private final long[] data;
    private long clocks;
    private long clocksPerBucket = 64;
    private long total;

    /// @param buckets points of the curve, even
    public Occupancy(int buckets) {
        if (buckets < 2 || buckets % 2 != 0) {
            throw new IllegalArgumentException(
                    "occupancy: " + buckets + " buckets; an even number of at least 2 is needed");
        }
        data = new long[buckets];
    }

    /// The link's word of this clock, packed as in [LinkWord].
    public void accept(long packed) {
        int bucket = (int) (clocks / clocksPerBucket);
        if (bucket == data.length) {
            halve();
            bucket = data.length / 2;
        }
        if (LinkWord.kind(packed) == LinkWord.Kind.DATA) {
            data[bucket]++;
            total++;
        }
        clocks++;
    }

    private void halve() {
        for (int i = 0; i < data.length / 2; i++) {
            data[i] = data[2 * i] + data[2 * i + 1];
        }
        Arrays.fill(data, data.length / 2, data.length, 0);
        clocksPerBucket *= 2;
    }

    /// Data words seen: headers and payload.
    public long dataWords() {
        return total;
    }

    /// Clock in the middle of each bucket.
    public double[] times() {
        double[] times = new double[used()];
        for (int i = 0; i < times.length; i++) {
            times[i] = (i + 0.5) * clocksPerBucket;
        }
        return times;
    }

    /// Share of data words in each bucket, 0 to 1.
    public double[] shares() {
        double[] shares = new double[used()];
        for (int i = 0; i < shares.length; i++) {
            long length = Math.min(clocksPerBucket, clocks - i * clocksPerBucket);
            shares[i] = (double) data[i] / length;
        }
        return shares;
    }

    private int used() {
        return (int) ((clocks + clocksPerBucket - 1) / clocksPerBucket);
    }
}
