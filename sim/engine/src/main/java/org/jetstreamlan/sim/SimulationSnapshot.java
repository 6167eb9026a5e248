package org.jetstreamlan.sim;

/// What a [Simulation] is at one moment: what the design holds, time, and its clocks. Never changes; can be restored as often as one likes, into any
/// simulation of the same design, on either engine.
public final class SimulationSnapshot {
    private final Snapshot design;
    private final Timeline.Moment moment;

    SimulationSnapshot(Snapshot design, Timeline.Moment moment) {
        this.design = design;
        this.moment = moment;
    }

    /// What the design holds.
    public Snapshot design() {
        return design;
    }

    /// When that was, in picoseconds.
    public long time() {
        return moment.now();
    }

    Timeline.Moment moment() {
        return moment;
    }
}
