package org.jetstreamlan.driver;

import java.util.Random;

/// Random numbers of a test: the seed is printed, and `-Djetstream.seed=` replays it.
final class Seeds {
    private Seeds() {}

    static Random random(String test) {
        long seed = Long.getLong("jetstream.seed", new Random().nextLong());
        System.out.println(test + ": -Djetstream.seed=" + seed);
        return new Random(seed);
    }
}
