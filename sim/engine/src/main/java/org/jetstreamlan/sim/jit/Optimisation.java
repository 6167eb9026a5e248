package org.jetstreamlan.sim.jit;

/// What the engine does for speed alone, in the order in which it happens; results are the same without any of it. Each stands in a file of its own.
public enum Optimisation {
    /// Constants fold, and what only moves bits disappears: [Simplification].
    CONSTANTS,

    /// Equal expressions are computed once: `CommonSubexpressions` of [org.jetstreamlan.hdl.pass].
    COMMON_SUBEXPRESSIONS,

    /// XORs of bits of one word are looked up: [LinearMaps].
    LINEAR,

    /// What nobody needs is not computed: [DeadCode].
    DEAD,

    /// Code of which a mux makes no use is jumped over: [Guards].
    BRANCHES,

    /// Code runs only if something it reads has changed: [Gates].
    GATING,

    /// Instances of one module share code: [Sharing].
    SHARING,

    /// Bits above a value's width are cleared only where somebody would see them: [Masks].
    MASKS
}
