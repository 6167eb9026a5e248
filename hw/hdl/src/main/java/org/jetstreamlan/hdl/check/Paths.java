package org.jetstreamlan.hdl.check;

import java.util.IdentityHashMap;
import java.util.Map;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;

/// Hierarchical names of what errors are about. A module that is instantiated several times goes by its first instance.
final class Paths {
    private final Map<ModuleDef, String> paths = new IdentityHashMap<>();

    Paths(Circuit circuit) {
        paths.put(circuit.top(), circuit.top().name());
        for (ModuleDef module : circuit.modules().reversed()) {
            for (ModuleDef.Instance instance : module.instances()) {
                paths.putIfAbsent(instance.module(), of(module) + "." + instance.name());
            }
        }
    }

    /// `Top.child.grandchild`.
    String of(ModuleDef module) {
        return paths.getOrDefault(module, module.name());
    }

    /// `Top.child.net`, and `Top.child.instance.port` for the port of an instance.
    String of(ModuleDef module, int net) {
        return of(module)
                + "."
                + switch (module.nets().get(net)) {
                    case Net.InstanceInput p -> port(module, p.instance(), p.port());
                    case Net.InstanceOutput p -> port(module, p.instance(), p.port());
                    case Net.Input n -> n.name();
                    case Net.Output n -> n.name();
                    case Net.Wire n -> n.name();
                    case Net.Register n -> n.name();
                    case Net.ReadData n -> n.name();
                    case Net.ExternalOutput n -> n.name();
                    case Net.Inout n -> n.name();
                    case Net.InstanceInout p -> port(module, p.instance(), p.port());
                };
    }

    private static String port(ModuleDef module, int instance, int port) {
        ModuleDef.Instance of = module.instances().get(instance);
        return of.name() + "." + of.module().nets().get(port).name();
    }
}
