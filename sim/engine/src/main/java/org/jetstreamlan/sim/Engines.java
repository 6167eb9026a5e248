package org.jetstreamlan.sim;

import java.nio.file.Path;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.sim.cover.CoverageEngine;
import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.verilator.VerilatorEngine;
import org.jetstreamlan.sim.verilator.Visibility;

/// The engines there are. With the property `jetstream.coverage` naming a folder, all simulators of theirs add to its coverage when they are closed
/// ([CoverageEngine]).
public final class Engines {
    private Engines() {}

    /// Byte code in this JVM; nothing to install, starts at once.
    public static Engine jit() {
        return isCovered() ? covered(new JitEngine()) : new JitEngine();
    }

    /// The emitted Verilog, verilated and compiled by g++; needs both programs.
    public static Engine verilator() {
        return isCovered() ? covered(new VerilatorEngine(Visibility.ALL)) : new VerilatorEngine();
    }

    /// A circuit of which somebody has edited the Verilog, on the verilator engine.
    ///
    /// @param verilog with the modules and ports that the emitted one has
    public static Model verilator(Circuit circuit, String verilog) {
        return new VerilatorEngine().compile(circuit, verilog);
    }

    private static boolean isCovered() {
        return !folder().isEmpty();
    }

    private static Engine covered(Engine engine) {
        return CoverageEngine.into(Path.of(folder()), engine);
    }

    private static String folder() {
        return System.getProperty("jetstream.coverage", "");
    }
}
