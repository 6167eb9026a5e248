package org.jetstreamlan.sim.fuzz;

import org.jetstreamlan.sim.EngineException;

/// What a Verilator declines though the Verilog is right (`docs/simulation.md`): a cell of a memory in the item of a `case`, and some
/// reductions of which it has folded all but one bit.
final class KnownDecline {
    private KnownDecline() {}

    /// Whether it is that, which is printed; anything else is a failure.
    static boolean is(EngineException failure, long seed) {
        String message = String.valueOf(failure.getMessage());
        boolean known =
                message.contains("4-state numbers in this context")
                        || message.contains("Reduction over single bit value");
        if (known) {
            System.out.println("fuzz: seed " + seed + " left out, Verilator declines it");
        }
        return known;
    }
}
