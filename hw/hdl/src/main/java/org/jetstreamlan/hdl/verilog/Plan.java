package org.jetstreamlan.hdl.verilog;

import java.util.ArrayDeque;
import java.util.ArrayList;
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
    private final Map<ModuleDef, Constants> constants;
    private final Set<ModuleDef> apart = Collections.newSetFromMap(new IdentityHashMap<>());
    private Map<ModuleDef, Planned> plans;

    /// What is planned for a module.
    ///
    /// @param closing children whose blocks close a loop that the design does not have
    /// @param written what depends on what in the text, where the nets of one block are computed at one go
    private record Planned(List<ModuleDef> closing, Dataflow written, List<Chunk> chunks) {}

    Plan(Circuit circuit) {
        this.circuit = circuit;
        real = circuit.dataflows();
        constants = circuit.childrenFirst((module, _) -> new Constants(module));
        do {
            plans = circuit.childrenFirst(this::planned);
        } while (separateChildren());
    }

    List<Chunk> chunks(ModuleDef module) {
        return known(plans, module).chunks;
    }

    Dataflow dataflow(ModuleDef module) {
        return known(real, module);
    }

    /// What depends on what in the text, where the nets of one block are computed at one go.
    Dataflow written(ModuleDef module) {
        return known(plans, module).written;
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

    private Planned planned(ModuleDef module, Map<ModuleDef, Planned> below) {
        Dataflow dataflow = dataflow(module);
        if (!childrenAreAsReal(module, below)) {
            Map<ModuleDef, Dataflow> children = new IdentityHashMap<>();
            for (ModuleDef.Instance instance : module.instances()) {
                children.put(instance.module(), known(below, instance.module()).written);
            }
            dataflow = new Dataflow(module, children);
        }
        var grouping = Grouping.of(module, dataflow, constants(module), apart.contains(module));
        return new Planned(closing(module, dataflow), grouping.dataflow(), grouping.chunks());
    }

    private boolean childrenAreAsReal(ModuleDef module, Map<ModuleDef, Planned> below) {
        for (ModuleDef.Instance instance : module.instances()) {
            if (known(below, instance.module()).written != real.get(instance.module())) {
                return false;
            }
        }
        return true;
    }

    private List<ModuleDef> closing(ModuleDef module, Dataflow dataflow) {
        List<ModuleDef> found = new ArrayList<>();
        for (int net = 0; net < module.nets().size(); net++) {
            if (module.nets().get(net) instanceof Net.InstanceOutput output
                    && dataflow.isCyclic(net)
                    && !dataflow(module).isCyclic(net)) {
                found.add(module.instances().get(output.instance()).module());
            }
        }
        return found;
    }

    /// Notes the children of the first module in which these, or modules below them, close a loop; whether there are any that were not noted before.
    private boolean separateChildren() {
        for (ModuleDef module : circuit.modules()) {
            boolean any = false;
            var found = new ArrayDeque<>(known(plans, module).closing);
            while (!found.isEmpty()) {
                ModuleDef child = found.pop();
                if (apart.add(child)) {
                    any = true;
                    child.instances().forEach(instance -> found.add(instance.module()));
                }
            }
            if (any) {
                return true;
            }
        }
        return false;
    }
}
