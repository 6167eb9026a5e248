package org.jetstreamlan.sim.jit;

/// What the engine does for speed alone; results are the same without.
public enum Optimisation {
    /// Code runs only if something it reads has changed: [Gates].
    GATING,

    /// Code of which a mux makes no use is jumped over: [Guards].
    BRANCHES
}
