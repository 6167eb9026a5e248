package org.jetstreamlan.sim.mutate;

import java.util.function.Supplier;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Place;

/// Takes the mutants of one module.
@FunctionalInterface
interface Collector {
    /// @param changed makes the module with the fault
    void add(Operator operator, Place place, String change, Supplier<ModuleDef> changed);
}
