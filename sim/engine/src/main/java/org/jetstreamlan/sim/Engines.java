package org.jetstreamlan.sim;

import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.verilator.VerilatorEngine;

/// The engines there are.
public final class Engines {
    private Engines() {}

    /// Byte code in this JVM; nothing to install, starts at once.
    public static Engine jit() {
        return new JitEngine();
    }

    /// The emitted Verilog, verilated and compiled by g++; needs both programs.
    public static Engine verilator() {
        return new VerilatorEngine();
    }
}
