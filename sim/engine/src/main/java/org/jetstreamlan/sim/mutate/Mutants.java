package org.jetstreamlan.sim.mutate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;

/// All mutants of a circuit that [Operator] names. Nodes that nothing uses have none. A mutant may do the same as the circuit that it was made of: that is
/// for a proof to say.
public final class Mutants {
    private Mutants() {}

    /// In the order of modules, operators and lines.
    public static List<Mutant> of(Circuit circuit) {
        var mutants = new ArrayList<Mutant>();
        for (var module : circuit.modules()) {
            if (module.external().isEmpty()) {
                new NodeMutants(module).collect(collector(circuit, module, mutants));
                new BodyMutants(module).collect(collector(circuit, module, mutants));
            }
        }
        return mutants;
    }

    private static Collector collector(Circuit circuit, ModuleDef module, List<Mutant> into) {
        return (operator, place, change, changed) -> {
            Supplier<Circuit> source = () -> replaced(circuit, module, changed.get());
            into.add(new Mutant(into.size(), module.name(), operator, place, change, source));
        };
    }

    private static Circuit replaced(Circuit circuit, ModuleDef module, ModuleDef changed) {
        Map<String, ModuleDef> made = new HashMap<>();
        for (var each : circuit.modules()) {
            var instances = new ArrayList<ModuleDef.Instance>();
            for (var child : each.instances()) {
                var other = made.getOrDefault(child.module().name(), child.module());
                instances.add(
                        new ModuleDef.Instance(
                                child.name(), other, child.domains(), child.place()));
            }
            var own = each == module ? changed : each;
            made.put(each.name(), own.renamed(own.name(), instances));
        }
        var modules = new ArrayList<ModuleDef>();
        for (var each : circuit.modules()) {
            modules.add(made.getOrDefault(each.name(), each));
        }
        return new Circuit(modules.getLast(), modules);
    }
}
