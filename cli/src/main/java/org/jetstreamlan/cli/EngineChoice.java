package org.jetstreamlan.cli;

import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Engines;

/// The engines by the names that users give.
public enum EngineChoice {
    /// In the JVM; nothing to install.
    jit,
    /// The emitted Verilog, verilated and compiled by g++.
    verilator;

    /// The engine, whose tools are installed.
    ///
    /// @throws org.jetstreamlan.sim.EngineException if one is not
    public Engine make() {
        Engine engine =
                switch (this) {
                    case jit -> Engines.jit();
                    case verilator -> Engines.verilator();
                };
        engine.requireTools();
        return engine;
    }
}
