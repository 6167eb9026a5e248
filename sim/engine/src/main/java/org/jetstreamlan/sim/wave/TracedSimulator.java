package org.jetstreamlan.sim.wave;

import org.jetstreamlan.sim.ForwardingSimulator;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.Snapshot;

/// A simulator that shows a [Trace] every period, on whichever engine. When a snapshot is restored its periods go on in the trace, where time never
/// runs backwards.
public final class TracedSimulator extends ForwardingSimulator {
    private final Trace trace;

    /// Periods in the trace that [#cycle()] does not count.
    private long before;

    public TracedSimulator(Simulator simulator, Trace trace) {
        super(simulator);
        this.trace = trace;
    }

    /// The present period, as the trace counts.
    long period() {
        return before + cycle();
    }

    @Override
    public void step() {
        trace.sample(period());
        super.step();
    }

    @Override
    public void stepTogether(String... clocks) {
        trace.sample(period());
        super.stepTogether(clocks);
    }

    @Override
    public void restore(Snapshot snapshot) {
        long period = period();
        super.restore(snapshot);
        before = period - cycle();
    }

    /// Records the present period, which no step has ended, and closes trace and simulator.
    @Override
    public void close() {
        try (inner;
                trace) {
            trace.sample(period());
        }
    }
}
