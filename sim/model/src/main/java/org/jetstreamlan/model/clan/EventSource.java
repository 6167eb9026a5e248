package org.jetstreamlan.model.clan;

import org.jetstreamlan.abi.clan.ClanEvent;

/// Something that has events: it has one entry in its ring at most.
final class EventSource {
    final ClanEvent.Kind kind;
    final int number;
    int ring;

    /// An event of it sets its ring's interrupt.
    boolean interrupts = true;

    int what;
    int reason;
    int count;

    /// An entry of it is in the ring and not consumed.
    boolean inRing;

    /// It waits for a place in the ring.
    boolean waits;

    EventSource(ClanEvent.Kind kind, int number) {
        this.kind = kind;
        this.number = number;
    }

    /// Nothing has happened.
    void forget() {
        what = 0;
        reason = 0;
        count = 0;
    }
}
