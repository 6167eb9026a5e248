package org.jetstreamlan.sim.fuzz;

import org.jetstreamlan.sim.EngineException;

/// What a Verilator declines though the Verilog is right (`docs/simulation.md`): a cell of a memory in the item of a `case`.
final class KnownDecline {
    private KnownDecline() {}

    /// Whether it is that, which is printed; anything else is a failure.
    static boolean is(EngineException failure, long seed) {
        boolean known =
                String.valueOf(failure.getMessage()).contains("4-state numbers in this context");
        if (known) {
            System.out.println("fuzz: seed " + seed + " left out, Verilator declines it");
        }
        return known;
    }
}
