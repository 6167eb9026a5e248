package org.jetstreamlan.driver.clan;

import org.jetstreamlan.abi.clan.ClanEvent;

/// What is counted of an endpoint by its events.
public enum EndpointCount {
    /// Frames with NOTIFY that have been written.
    NOTIFIED(ClanEvent.NOTIFIED),
    /// Descriptors with COMPLETE that are done.
    COMPLETED(ClanEvent.COMPLETED),
    /// Frames that were dropped at level UNRELIABLE_DELIVERY.
    DROPPED(ClanEvent.DROPPED);

    private final int bit;

    EndpointCount(int bit) {
        this.bit = bit;
    }

    /// Whether an event tells of it.
    boolean isIn(ClanEvent event) {
        return (event.what() & bit) != 0;
    }
}
