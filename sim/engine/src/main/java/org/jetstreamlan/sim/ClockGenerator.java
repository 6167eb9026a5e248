package org.jetstreamlan.sim;

import java.util.ArrayList;

/// What makes the edges of one clock of the top module: edge k (1, 2, ...) comes at phase + k periods. An edge is the sampling edge of the clock's
/// domains, rising or falling; what else a clock does is of no effect in two-state logic. Runs from the start, with the period of its [org.jetstreamlan.hdl.ir.ClockSpec].
public final class ClockGenerator {
    private final String name;
    private final Timeline timeline;
    final int index;

    /// Those who wait for edges, and for the time right before them.
    final ArrayList<Arm> edgeArms = new ArrayList<>();

    final ArrayList<Arm> samplingArms = new ArrayList<>();

    private long period;
    private long phase;
    private boolean running = true;
    private long last;
    private long next;
    private long edges;

    ClockGenerator(Timeline timeline, int index, String name, long hertz) {
        this.timeline = timeline;
        this.index = index;
        this.name = name;
        period = Math.max(1, (Time.S + hertz / 2) / hertz);
        next = period;
    }

    /// Name of the port: `clk`, `rd_clk`.
    public String name() {
        return name;
    }

    /// In picoseconds.
    public long period() {
        return period;
    }

    /// Sets the time between edges, from the last one on; if that has passed, the next edge is a period from now.
    ///
    /// @param period in picoseconds, 1 or more
    public ClockGenerator period(long period) {
        this.period = Time.atLeast(1, period, "a period of " + name);
        next = Time.later(last, period) + (edges == 0 ? phase : 0);
        if (next <= timeline.now()) {
            next = Time.later(timeline.now(), period);
        }
        return this;
    }

    /// How much later than a clock without phase this one is.
    public long phase() {
        return phase;
    }

    /// Sets the phase; only before time has gone by.
    ///
    /// @param phase in picoseconds, 0 or more
    /// @throws IllegalStateException if time has gone by
    public ClockGenerator phase(long phase) {
        if (timeline.now() > 0) {
            throw new IllegalStateException(
                    "phase of "
                            + name
                            + " at "
                            + Time.text(timeline.now())
                            + ": set it before the first edge of any clock");
        }
        this.phase = Time.atLeast(0, phase, "a phase of " + name);
        next = Time.later(period, phase);
        return this;
    }

    /// No more edges until [#start].
    public ClockGenerator stop() {
        running = false;
        return this;
    }

    /// The next edge comes a period from now; of a clock that runs, when it would have come.
    public ClockGenerator start() {
        if (!running) {
            running = true;
            next = Time.later(timeline.now(), period);
        }
        return this;
    }

    public boolean isRunning() {
        return running;
    }

    /// Edges so far.
    public long edges() {
        return edges;
    }

    /// When the next edge comes, unless the clock is stopped before.
    long next() {
        return next;
    }

    /// Takes note of `count` edges that came, the last one at `time`.
    void came(long count, long time) {
        edges += count;
        last = time;
        next = Time.later(time, period);
    }

    /// Where a clock is.
    record State(
            String name,
            long period,
            long phase,
            boolean running,
            long last,
            long next,
            long edges) {}

    State state() {
        return new State(name, period, phase, running, last, next, edges);
    }

    void restore(State state) {
        period = state.period;
        phase = state.phase;
        running = state.running;
        last = state.last;
        next = state.next;
        edges = state.edges;
    }

    @Override
    public String toString() {
        return name + (running ? "" : ", which is stopped");
    }
}
