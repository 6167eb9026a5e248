package org.jetstreamlan.hdl.verilog;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;

/// The modules of a circuit with what SystemVerilog has beyond Verilog: bundles as structs or interfaces, enums as types.
final class SystemVerilog {
    private final Map<String, String> types;
    private final SequencedMap<String, List<String>> structPorts = new LinkedHashMap<>();
    private final List<VerilogModule> modules = new ArrayList<>();

    /// @param written the circuit's modules that have a body, in its order
    /// @param flat these in Verilog
    SystemVerilog(
            Circuit circuit, List<ModuleDef> written, List<VerilogModule> flat, Dialect dialect) {
        var bundlings = new IdentityHashMap<ModuleDef, List<Bundling.Variable>>();
        var shapes = new ArrayList<BundleTypes.Shape>();
        boolean bundled = dialect != Dialect.SYSTEM_VERILOG;
        for (int i = 0; bundled && i < flat.size(); i++) {
            ModuleDef module = written.get(i);
            boolean top = module.name().equals(circuit.top().name());
            List<Bundling.Variable> found = Bundling.of(module, flat.get(i), dialect, top);
            bundlings.put(module, found);
            found.forEach(variable -> shapes.add(variable.shape()));
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
