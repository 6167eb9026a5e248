package org.jetstreamlan.cli;

import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Engines;

/// The engines by the names that users give.
public enum EngineChoice {
    /// In the JVM; nothing to install.
    jit,
    /// The emitted Verilog, verilated and compiled by g++.
    verilator;

    public Engine make() {
        return switch (this) {
            case jit -> Engines.jit();
            case verilator -> Engines.verilator();
        };
    }
}
