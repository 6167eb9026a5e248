package org.jetstreamlan.model.clan;

import java.util.Arrays;
import org.jetstreamlan.abi.clan.ClanCounter;

/// The counters.
final class ClanCounters {
    private final long[] values = new long[ClanCounter.values().length];

    void count(ClanCounter counter) {
        values[counter.ordinal()]++;
    }

    long value(ClanCounter counter) {
        return values[counter.ordinal()];
    }

    void reset() {
        Arrays.fill(values, 0);
    }
}
