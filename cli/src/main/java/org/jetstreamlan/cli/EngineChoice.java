package org.jetstreamlan.cli;

import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.verilator.VerilatorEngine;

/// The engines by the names that users give.
public enum EngineChoice {
    /// In the JVM; nothing to install.
    jit,
    /// The emitted Verilog, verilated and compiled by g++.
    verilator;

    public Engine make() {
        return switch (this) {
            case jit -> new JitEngine();
            case verilator -> new VerilatorEngine();
        };
    }
}
