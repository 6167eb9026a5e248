package org.jetstreamlan.model.clan;

import java.util.Arrays;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanEvent;

/// Counts what is refused and told to the driver: one event for each reason, until it has read the counter.
final class Refusals {
    private final ClanCounters counters;
    private final EventRings events;
    private final EventSource[] sources = new EventSource[ClanCounter.values().length];
    private final boolean[] told = new boolean[sources.length];

    Refusals(ClanCounters counters, EventRings events) {
        this.counters = counters;
        this.events = events;
        reset();
    }

    void reset() {
        Arrays.setAll(sources, i -> new EventSource(ClanEvent.Kind.REFUSAL, i));
        Arrays.fill(told, false);
    }

    void count(ClanCounter counter) {
        counters.count(counter);
        int i = counter.ordinal();
        if (!told[i]) {
            told[i] = true;
            events.raise(sources[i], 0, i);
        }
    }

    /// The driver has read a counter.
    void seen(ClanCounter counter) {
        told[counter.ordinal()] = false;
    }
}
