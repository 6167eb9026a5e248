package org.jetstreamlan.hdl.check;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;

/// All checks of a circuit, in order.
public final class Checks {
    private Checks() {}

    /// What may be an oversight: signals that nothing reads, memories that become flip-flops.
    public static List<HdlError> hints(Circuit circuit) {
        var hints = new ArrayList<HdlError>();
        var paths = new Paths(circuit);
        for (ModuleDef module : circuit.modules()) {
            hints.addAll(UnusedCheck.of(module, paths));
            hints.addAll(MemoryShapeCheck.hints(module, paths));
        }
        return hints;
    }

    /// Everything that is wrong with `circuit`, in the order of its modules.
    public static List<HdlError> of(Circuit circuit) {
        var errors = new ArrayList<HdlError>();
        var paths = new Paths(circuit);
        Map<ModuleDef, Dataflow> dataflows = Dataflow.of(circuit);
        Map<ModuleDef, BitDataflow> bits = new IdentityHashMap<>();
        for (ModuleDef module : circuit.modules()) {
            errors.addAll(NamesCheck.of(module, paths));
            errors.addAll(MultipleDriversCheck.of(module, paths));
            errors.addAll(CoverageCheck.of(module, paths));
            errors.addAll(MemoryShapeCheck.errors(module, paths));
            Dataflow dataflow = dataflows.get(module);
            if (dataflow != null) {
                errors.addAll(CombinationalLoopCheck.of(module, dataflow, bits, paths));
            }
        }
        if (errors.isEmpty()) {
            errors.addAll(DomainCrossingCheck.of(circuit));
        }
        return errors;
    }
}
