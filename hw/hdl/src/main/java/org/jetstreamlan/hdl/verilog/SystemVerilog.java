package org.jetstreamlan.hdl.verilog;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.Dataflow;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;

/// The modules of a circuit with what SystemVerilog has beyond Verilog: bundles as structs or interfaces, enums as types.
final class SystemVerilog {
    private final Map<String, String> types;
    private final SequencedMap<String, List<String>> structPorts = new LinkedHashMap<>();
    private final List<VerilogModule> modules = new ArrayList<>();

    /// @param written the circuit's modules that have a body, in its order
    /// @param flat these in Verilog
    /// @param plan what they were written by
    SystemVerilog(
            Circuit circuit,
            List<ModuleDef> written,
            List<VerilogModule> flat,
            Plan plan,
            Dialect dialect) {
        var bundlings = new IdentityHashMap<ModuleDef, List<Bundling.Variable>>();
        boolean bundled = dialect != Dialect.SYSTEM_VERILOG;
        for (int i = 0; bundled && i < flat.size(); i++) {
            ModuleDef module = written.get(i);
            boolean top = module.name().equals(circuit.top().name());
            List<Bundling.Variable> found = Bundling.of(module, flat.get(i), dialect, top);
            bundlings.put(module, new ArrayList<>(found));
        }
        if (dialect == Dialect.SYSTEM_VERILOG_STRUCTS) {
            written.forEach(module -> dropLoops(module, plan.written(module), bundlings));
        }
        var shapes = new ArrayList<BundleTypes.Shape>();
        for (ModuleDef module : written) {
            bundlings.getOrDefault(module, List.of()).forEach(v -> shapes.add(v.shape()));
        }
        var named = new BundleTypes(circuit.top().name() + "_types", shapes);
        types = named.declarations();
        for (int i = 0; i < flat.size(); i++) {
            ModuleDef module = written.get(i);
            VerilogModule tree =
                    bundled
                            ? BundleRewriting.of(module, flat.get(i), bundlings, named)
                            : flat.get(i);
            modules.add(EnumTypes.of(module, tree));
        }
        ModuleDef top = circuit.top();
        for (Bundling.Variable variable : bundlings.getOrDefault(top, List.of())) {
            if (!variable.shape().isInterface() && Bundling.isPort(top, variable)) {
                structPorts.put(
                        variable.name(),
                        variable.nets().stream().map(net -> top.nets().get(net).name()).toList());
            }
        }
    }

    /// Takes back the structs whose fields follow one another within an instant, the module's and those at the ports of its children:
    /// to a simulator a struct is one variable, which would depend on itself (UNOPTFLAT), and Verilator 5.048 may then be wrong.
    private static void dropLoops(
            ModuleDef module,
            Dataflow dataflow,
            Map<ModuleDef, List<Bundling.Variable>> bundlings) {
        var owners = new ArrayList<List<Bundling.Variable>>();
        var variables = new ArrayList<Bundling.Variable>();
        var groups = new ArrayList<List<Integer>>();
        List<Bundling.Variable> own = bundlings.getOrDefault(module, List.of());
        for (Bundling.Variable variable : own) {
            owners.add(own);
            variables.add(variable);
            groups.add(variable.nets());
        }
        for (int i = 0; i < module.instances().size(); i++) {
            ModuleDef child = module.instances().get(i).module();
            List<Bundling.Variable> ofChild = bundlings.getOrDefault(child, List.of());
            for (Bundling.Variable variable : ofChild) {
                List<Integer> nets = outside(module, i, variable.nets());
                if (Bundling.isPort(child, variable) && !nets.isEmpty()) {
                    owners.add(ofChild);
                    variables.add(variable);
                    groups.add(nets);
                }
            }
        }
        boolean[] loops = dataflow.loopsThrough(groups);
        for (int i = 0; i < loops.length; i++) {
            if (loops[i]) {
                owners.get(i).remove(variables.get(i));
            }
        }
    }

    /// The nets of a module at ports of an instance.
    private static List<Integer> outside(ModuleDef module, int instance, List<Integer> ports) {
        var nets = new ArrayList<Integer>();
        for (int net = 0; net < module.nets().size(); net++) {
            boolean isOne =
                    switch (module.nets().get(net)) {
                        case Net.InstanceInput in ->
                                in.instance() == instance && ports.contains(in.port());
                        case Net.InstanceOutput out ->
                                out.instance() == instance && ports.contains(out.port());
                        case Net.Input _,
                                Net.Output _,
                                Net.Wire _,
                                Net.Register _,
                                Net.ReadData _,
                                Net.ExternalOutput _,
                                Net.Inout _,
                                Net.InstanceInout _ ->
                                false;
                    };
            if (isOne) {
                nets.add(net);
            }
        }
        return nets;
    }

    /// By name the struct ports of the top module and the ports they are made of.
    SequencedMap<String, List<String>> structPorts() {
        return structPorts;
    }

    /// By name the text of what stands before the modules: a package of structs, or interfaces.
    Map<String, String> types() {
        return types;
    }

    List<VerilogModule> modules() {
        return modules;
    }
}
