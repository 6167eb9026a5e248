package org.jetstreamlan.sim;

/// A resolved net of one simulator. Engines have their own implementations; only the simulator that made it may use it.
public interface Probe {
    /// Hierarchical name, as given to [Simulator#probe(String)].
    String path();

    /// Width in bits.
    int width();

    /// Whether the net is an input of the top module, resets included: a poke holds until the next one.
    boolean isInput();

    /// Whether the net is a register or the data of a memory's read port: a poke holds until it changes.
    boolean isRegister();
}
