package org.jetstreamlan.sim;

/// A resolved net of one simulator. Engines have their own implementations; only the simulator that made it may use it.
public interface Probe {
    /// Hierarchical name, as given to [Simulator#probe(String)].
    String path();

    /// Width in bits.
    int width();

    /// Whether the net is an input of the top module.
    boolean isInput();
}
