package org.jetstreamlan.hdl.verilog;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.Dataflow;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;

/// The [Chunk]s of all modules of a circuit.
///
/// To a simulator an `always @*` is one thing, so that valid-forward and ready-backward in one block become a loop where two
/// such modules meet. Where the blocks of children would close a loop that the design does not have, these children get one block for
/// each net instead, and everything is planned again.
final class Plan {
    private final Circuit circuit;
    private final Map<ModuleDef, Dataflow> real;
    private final Map<ModuleDef, Constants> constants = new IdentityHashMap<>();
    private final Set<ModuleDef> apart = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<ModuleDef, List<Chunk>> chunks = new IdentityHashMap<>();
    private Map<ModuleDef, Dataflow> written = Map.of();

    Plan(Circuit circuit) {
        this.circuit = circuit;
        real = circuit.dataflows();
        for (ModuleDef module : circuit.modules()) {
            constants.put(module, new Constants(module));
        }
        while (!plan()) {
            chunks.clear();
        }
    }

    List<Chunk> chunks(ModuleDef module) {
        return known(chunks, module);
    }

    Dataflow dataflow(ModuleDef module) {
        return known(real, module);
    }

    /// What depends on what in the text, where the nets of one block are computed at one go.
    Dataflow written(ModuleDef module) {
        return known(written, module);
    }

    Constants constants(ModuleDef module) {
        return known(constants, module);
    }

    private static <T> T known(Map<ModuleDef, T> map, ModuleDef module) {
        T value = map.get(module);
        if (value == null) {
            throw new IllegalArgumentException(module.name() + " is not of this circuit");
        }
        return value;
    }

    /// Plans all modules; false if a module that was grouped must not be.
    private boolean plan() {
        Map<ModuleDef, Dataflow> seen = new IdentityHashMap<>();
        for (ModuleDef module : circuit.modules()) {
            var dataflow =
                    childrenAreAsReal(module, seen) ? dataflow(module) : new Dataflow(module, seen);
            if (separateChildren(module, dataflow)) {
                return false;
            }
            var grouping = Grouping.of(module, dataflow, constants(module), apart.contains(module));
            seen.put(module, grouping.dataflow());
            chunks.put(module, grouping.chunks());
        }
        written = seen;
        return true;
    }

    private boolean childrenAreAsReal(ModuleDef module, Map<ModuleDef, Dataflow> seen) {
        for (ModuleDef.Instance instance : module.instances()) {
            if (seen.get(instance.module()) != real.get(instance.module())) {
                return false;
            }
        }
        return true;
    }

    /// Notes the children whose blocks, or blocks below them, close a loop; whether there are any that were not noted before.
    private boolean separateChildren(ModuleDef module, Dataflow dataflow) {
        var found = new ArrayDeque<ModuleDef>();
        for (int net = 0; net < module.nets().size(); net++) {
            if (module.nets().get(net) instanceof Net.InstanceOutput output
                    && dataflow.isCyclic(net)
                    && !dataflow(module).isCyclic(net)) {
                found.add(module.instances().get(output.instance()).module());
            }
        }
        boolean any = false;
        while (!found.isEmpty()) {
            ModuleDef child = found.pop();
            if (apart.add(child)) {
                any = true;
                child.instances().forEach(instance -> found.add(instance.module()));
            }
        }
        return any;
    }
}
