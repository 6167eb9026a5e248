package org.jetstreamlan.sim.wave;

/// Something that looks at a simulator once a clock period.
public interface Trace extends AutoCloseable {
    /// Records the period that `cycle` periods came before: what is settled after its pokes, before
    /// its clock edge.
    void sample(long cycle);

    /// Finishes what was recorded.
    @Override
    void close();
}
