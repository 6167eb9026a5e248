package org.jetstreamlan.sim.verilator;

import java.nio.file.Path;
import org.jetstreamlan.sim.junit.Needed;

/// The tools that this part's tests need, by what they are for; see [Needed].
public final class Tools {
    private Tools() {}

    public static void needVerilator() {
        Needed.engine(new VerilatorEngine());
    }

    /// The compiler `iverilog`; `vvp` is beside it.
    static Path needIcarus() {
        return Needed.program("iverilog", "iverilog");
    }
}
