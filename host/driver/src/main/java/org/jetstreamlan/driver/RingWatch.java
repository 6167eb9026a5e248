package org.jetstreamlan.driver;

import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;

/// Sees the ring come and go, and tells it as events.
///
/// ```
///              OPERATIONAL, with an id
///    down ───────────────────────────────> up    generation + 1, VCIs moved
///      ^                                    │
///      └────────────────────────────────────┘
///        no member, or a member of another numbering (EPOCH): then up again at once
/// ```
final class RingWatch {
    private final Adapter adapter;
    private final VciTable vcis;
    private final RingEvents events;

    private RingStatus last;
    private RingCause cause = RingCause.NONE;
    private int beaconClocks;
    private boolean up;
    private int generation;

    /// The id that the VCI table is made for; -1 before the first.
    private int placed = -1;

    private long beaconSince;
    private boolean brokenTold;

    RingWatch(Adapter adapter, VciTable vcis, RingEvents events) {
        this.adapter = adapter;
        this.vcis = vcis;
        this.events = events;
        last = RingStatus.OFF;
    }

    /// @param dMaxWords D_MAX of the hardware
    void start(int dMaxWords) {
        beaconClocks = 2 * dMaxWords;
    }

    boolean up() {
        return up;
    }

    /// Bring-ups so far.
    int generation() {
        return generation;
    }

    /// What was read last.
    RingStatus status() {
        return last;
    }

    /// Clocks until [#look] has something to do without an interrupt.
    long untilDue() {
        return last.phase() == RingPhase.BEACON && !brokenTold
                ? Math.max(1, beaconSince + beaconClocks + 1 - adapter.clocks())
                : Long.MAX_VALUE;
    }

    /// Reads the ring's state and tells what is new.
    ///
    /// @param changed the RING interrupt was there: even what looks the same may have been away
    void look(boolean changed) {
        var before = last;
        last = RingStatus.read(adapter);
        flags(before);
        if (last.cause() != cause || entered(RingPhase.CLAIM, before)) {
            cause = last.cause();
            events.add(new RingEvent.Claiming(cause));
        }
        beacon(changed || entered(RingPhase.BEACON, before));
        if (up && !(last.member() && last.epoch() == before.epoch())) {
            up = false;
            events.add(new RingEvent.Down(generation));
        }
        if (!up && last.operational()) {
            comeUp();
        }
    }

    private boolean entered(RingPhase phase, RingStatus before) {
        return last.phase() == phase && before.phase() != phase;
    }

    private void flags(RingStatus before) {
        if (last.duplicate() && !before.duplicate()) {
            events.add(new RingEvent.Duplicate());
        }
        if (last.tooMany() && !before.tooMany()) {
            events.add(new RingEvent.TooMany());
        }
        if (last.jabber() && !before.jabber()) {
            events.add(new RingEvent.Jabber());
        }
    }

    private void beacon(boolean anew) {
        if (last.phase() != RingPhase.BEACON) {
            return;
        }
        long now = adapter.clocks();
        if (anew) {
            beaconSince = now;
            brokenTold = false;
        } else if (!brokenTold && now - beaconSince > beaconClocks) {
            brokenTold = true;
            events.add(new RingEvent.Broken(now - beaconSince));
        }
    }

    private void comeUp() {
        int taps = 0;
        int lost = 0;
        if (placed >= 0) {
            taps = vcis.removeTaps();
            lost = placed == last.station() ? 0 : vcis.renumber(placed, last.station());
        }
        placed = last.station();
        up = true;
        generation++;
        events.add(
                new RingEvent.Up(
                        generation,
                        last.station(),
                        last.stations(),
                        last.ttrtWords(),
                        last.largestWords(),
                        taps,
                        lost));
    }
}
