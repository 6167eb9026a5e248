package org.jetstreamlan.sim;

import java.util.random.RandomGenerator;

/// Where seeds come from: the system property `jetstream.seed`, else chance.
public final class Seed {
    private static final String PROPERTY = "jetstream.seed";

    private Seed() {}

    /// The seed that the user asks for, or a new one.
    public static long next() {
        Long given = Long.getLong(PROPERTY);
        return given == null ? RandomGenerator.getDefault().nextLong() >>> Integer.SIZE : given;
    }

    /// The seed, and how to use it again.
    public static String text(long seed) {
        return seed + " (again with -D" + PROPERTY + "=" + seed + ")";
    }
}
