package org.jetstreamlan.driver;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Ring events that nobody has taken yet: the last 64, older ones are counted as lost.
final class RingEvents {
    static final int KEPT = 64;

    private final ArrayDeque<RingEvent> queue = new ArrayDeque<>(KEPT);
    private long lost;

    void add(RingEvent event) {
        if (queue.size() == KEPT) {
            queue.remove();
            lost++;
        }
        queue.add(event);
    }

    @Nullable RingEvent take() {
        return queue.poll();
    }

    long lost() {
        return lost;
    }
}
