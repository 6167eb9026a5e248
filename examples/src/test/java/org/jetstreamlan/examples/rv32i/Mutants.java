package org.jetstreamlan.examples.rv32i;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Node;

/// Circuits with something missing.
final class Mutants {
    private Mutants() {}

    /// The circuit in which the value that a Java variable `name` of `module` held is always 0.
    static Circuit without(Circuit circuit, String module, String name) {
        Map<ModuleDef, ModuleDef> changed = new IdentityHashMap<>();
        List<ModuleDef> modules = new ArrayList<>();
        for (ModuleDef each : circuit.modules()) {
            var instances =
                    each.instances().stream()
                            .map(
                                    i ->
                                            new ModuleDef.Instance(
                                                    i.name(),
                                                    changed.getOrDefault(i.module(), i.module()),
                                                    i.domains(),
                                                    i.place()))
                            .toList();
            var nodes = new ArrayList<>(each.nodes());
            if (each.name().equals(module)) {
                int node = each.nodeNames().indexOf(Optional.of(name));
                nodes.set(node, new Node.Literal(BigInteger.ZERO, nodes.get(node).width(), ""));
            }
            var copy =
                    new ModuleDef(
                            each.name(),
                            each.domains(),
                            each.nets(),
                            Collections.unmodifiableList(nodes),
                            each.memories(),
                            instances,
                            each.body(),
                            each.observations(),
                            each.nodeNames(),
                            each.netPlaces(),
                            each.nodePlaces());
            changed.put(each, copy);
            modules.add(copy);
        }
        return new Circuit(modules.getLast(), modules);
    }
}
