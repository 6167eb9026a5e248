package org.jetstreamlan.sim;

import java.math.BigDecimal;

/// Simulated time is a `long` in picoseconds: `10 * Time.US`. About 106 days can be simulated.
public final class Time {
    public static final long PS = 1;
    public static final long NS = 1_000 * PS;
    public static final long US = 1_000 * NS;
    public static final long MS = 1_000 * US;
    public static final long S = 1_000 * MS;

    private Time() {}

    /// A time in the largest unit in which it is 1 or more, exactly: `12.5 ns`.
    public static String text(long time) {
        return time >= S
                ? text(time, S, "s")
                : time >= MS
                        ? text(time, MS, "ms")
                        : time >= US
                                ? text(time, US, "us")
                                : time >= NS ? text(time, NS, "ns") : time + " ps";
    }

    private static String text(long time, long unit, String name) {
        BigDecimal exact = BigDecimal.valueOf(time).divide(BigDecimal.valueOf(unit));
        return exact.stripTrailingZeros().toPlainString() + " " + name;
    }

    /// `time` after `now`, or the end of time.
    static long later(long now, long time) {
        long sum = now + time;
        return sum < now ? Long.MAX_VALUE : sum;
    }

    /// @throws IllegalArgumentException if `time` is negative, with what it was for
    static long atLeast(long least, long time, String what) {
        if (time < least) {
            throw new IllegalArgumentException(
                    what + " of " + time + " ps: give " + least + " or more");
        }
        return time;
    }
}
