package org.jetstreamlan.hdl.check;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.Dataflow;
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
        Map<ModuleDef, Dataflow> dataflows = circuit.dataflows();
        Map<ModuleDef, BitDataflow> bits = new IdentityHashMap<>();
        List<List<HdlError>> own =
                circuit.modules().parallelStream().map(module -> alone(module, paths)).toList();
        for (int i = 0; i < own.size(); i++) {
            ModuleDef module = circuit.modules().get(i);
            errors.addAll(own.get(i));
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

    /// What is wrong with a module without regard to others: modules are looked at side by side.
    private static List<HdlError> alone(ModuleDef module, Paths paths) {
        var errors = new ArrayList<HdlError>();
        errors.addAll(NamesCheck.of(module, paths));
        errors.addAll(MultipleDriversCheck.of(module, paths));
        errors.addAll(CoverageCheck.of(module, paths));
        errors.addAll(MemoryShapeCheck.errors(module, paths));
        return errors;
    }
}
