package org.jetstreamlan.sim;

import org.jetstreamlan.hdl.ir.Circuit;

/// A way to run circuits. Engines differ in speed and start-up, never in results (`docs/semantics.md`).
public interface Engine {
    /// Name as given on command lines: `jit` or `verilator`.
    String name();

    /// Looks for the programs that the engine needs; takes no time worth speaking of.
    ///
    /// @throws EngineException if one is not installed; the message says which and what to do
    default void requireTools() {}

    /// Compiles `circuit` once; every [Model#instantiate()] shares the code.
    ///
    /// @throws EngineException if the engine cannot run here or declines the circuit; the message says what to do
    Model compile(Circuit circuit);
}
