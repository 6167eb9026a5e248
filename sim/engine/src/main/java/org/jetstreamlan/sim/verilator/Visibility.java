package org.jetstreamlan.sim.verilator;

/// Which nets inside a verilated design can be peeked. What is visible cannot be optimised away, so each choice is a model of its
/// own in the cache, and a benchmark says which one ran.
public enum Visibility {
    /// Ports of the top module, and every register and memory. About as fast as ports alone.
    STATE,

    /// Every net that the Verilog names. For tests that look inside and for waves.
    ALL
}
