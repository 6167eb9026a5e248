package org.jetstreamlan.sim.wave;

import org.jetstreamlan.sim.ForwardingSimulator;
import org.jetstreamlan.sim.Simulator;

/// A simulator that shows a [Trace] every period, on whichever engine.
public final class TracedSimulator extends ForwardingSimulator {
    private final Trace trace;

    public TracedSimulator(Simulator simulator, Trace trace) {
        super(simulator);
        this.trace = trace;
    }

    @Override
    public void step() {
        trace.sample(cycle());
        super.step();
    }

    @Override
    public void stepTogether(String... clocks) {
        trace.sample(cycle());
        super.stepTogether(clocks);
    }

    /// Records the present period, which no step has ended, and closes trace and simulator.
    @Override
    public void close() {
        try (inner;
                trace) {
            trace.sample(cycle());
        }
    }
}
