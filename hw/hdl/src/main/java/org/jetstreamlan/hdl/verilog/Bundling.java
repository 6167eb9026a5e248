package org.jetstreamlan.hdl.verilog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Aggregate;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.ReservedWords;

/// Finds what of a module is written as a struct or an interface.
///
/// A bundle becomes a struct if all its leaves are of one kind: inputs, outputs, wires, registers of one clock. Otherwise its fields are looked at.
/// The ports of a bundle become an interface if there are both inputs and outputs among its own leaves. What has attributes of its own, or a
/// name that is taken, stays as it is.
final class Bundling {
    /// A variable for several nets.
    ///
    /// @param nets in the order of the shape's leaves
    record Variable(String name, BundleTypes.Shape shape, List<Integer> nets) {}

    /// Names that Verilator 5.006 takes for those of C++ if a field has them, where a net may (SYMRSVDWORD).
    private static final Set<String> CONTAINERS = Set.of("deque", "list", "map", "set", "vector");

    private final ModuleDef module;
    private final boolean interfaces;
    private final Set<String> taken;
    private final Set<String> powered = new HashSet<>();
    private final List<Variable> found = new ArrayList<>();

    private Bundling(ModuleDef module, VerilogModule flat, boolean interfaces) {
        this.module = module;
        this.interfaces = interfaces;
        taken = new HashSet<>(Rewriting.declared(flat));
        for (Item item : flat.items()) {
            if (item instanceof Item.Reg r && r.powerUp().isPresent()) {
                powered.add(r.name());
            }
        }
    }

    /// The variables of a module's own declarations.
    static List<Variable> of(ModuleDef module, VerilogModule flat, Dialect dialect, boolean top) {
        boolean interfaces = dialect == Dialect.SYSTEM_VERILOG_INTERFACES;
        if (interfaces && top) {
            return List.of();
        }
        var bundling = new Bundling(module, flat, interfaces);
        for (Aggregate.Bundle bundle : module.annotations().bundles()) {
            bundling.find(bundle, bundle.name());
        }
        return List.copyOf(bundling.found);
    }

    /// Whether a module's variable stands for ports of it.
    static boolean isPort(ModuleDef module, Variable variable) {
        return switch (module.nets().get(variable.nets.getFirst())) {
            case Net.Input _, Net.Output _, Net.ExternalOutput _, Net.Inout _ -> true;
            case Net.Wire _,
                    Net.Register _,
                    Net.InstanceInput _,
                    Net.InstanceOutput _,
                    Net.InstanceInout _,
                    Net.ReadData _ ->
                    false;
        };
    }

    private void find(Aggregate.Bundle bundle, String name) {
        if (interfaces ? isBus(bundle) : isUniform(bundle)) {
            String variable = legal(name);
            if (taken.add(variable)) {
                BundleTypes.Shape shape = interfaces ? bus(bundle) : struct(bundle);
                found.add(new Variable(variable, shape, nets(bundle)));
            }
            return;
        }
        for (Aggregate field : bundle.fields()) {
            if (field instanceof Aggregate.Bundle inner) {
                find(inner, name + "_" + inner.name());
            }
        }
    }

    private static List<Integer> nets(Aggregate value) {
        return switch (value) {
            case Aggregate.Leaf leaf -> List.of(leaf.net());
            case Aggregate.Bundle bundle ->
                    bundle.fields().stream().flatMap(field -> nets(field).stream()).toList();
        };
    }

    private boolean isUniform(Aggregate.Bundle bundle) {
        List<Integer> nets = nets(bundle);
        return nets.stream().map(this::kind).distinct().count() == 1
                && nets.stream().allMatch(this::isPlain);
    }

    /// What nets of one struct have in common; a register's is its clock.
    private String kind(int net) {
        return switch (module.nets().get(net)) {
            case Net.Input _ -> "input";
            case Net.Output _, Net.ExternalOutput _ -> "output";
            case Net.Inout _ -> "inout";
            case Net.Wire _ -> "wire";
            case Net.Register r -> "register " + r.domain();
            case Net.InstanceInput _, Net.InstanceOutput _, Net.InstanceInout _, Net.ReadData _ ->
                    "of a child";
        };
    }

    /// Whether a net may be a field: nothing else is said of it, and a register is one in the text too, where one that never changes is not.
    private boolean isPlain(int net) {
        return module.annotations().ofNet(net).isEmpty()
                && (!(module.nets().get(net) instanceof Net.Register r)
                        || powered.contains(r.name()));
    }

    /// Ports in both directions, but no bundle inside that is so by itself.
    private boolean isBus(Aggregate.Bundle bundle) {
        List<Integer> nets = nets(bundle);
        return isMixed(bundle)
                && nets.stream().allMatch(net -> isPort(net) && isPlain(net))
                && bundle.fields().stream()
                        .noneMatch(
                                field -> field instanceof Aggregate.Bundle inner && isMixed(inner));
    }

    private boolean isMixed(Aggregate.Bundle bundle) {
        return nets(bundle).stream().map(net -> isOutput(net)).distinct().count() == 2;
    }

    private boolean isPort(int net) {
        return isOutput(net) || module.nets().get(net) instanceof Net.Input;
    }

    private boolean isOutput(int net) {
        return module.nets().get(net) instanceof Net.Output;
    }

    private BundleTypes.Shape struct(Aggregate.Bundle bundle) {
        var fields = new ArrayList<BundleTypes.Field>();
        for (Aggregate field : bundle.fields()) {
            fields.add(
                    switch (field) {
                        case Aggregate.Leaf leaf -> leaf(leaf.name(), leaf.net(), false);
                        case Aggregate.Bundle inner -> {
                            BundleTypes.Shape shape = struct(inner);
                            yield new BundleTypes.Field(
                                    legal(inner.name()), shape.width(), Optional.of(shape), false);
                        }
                    });
        }
        return new BundleTypes.Shape(bundle.type(), inner(bundle), false, List.copyOf(fields));
    }

    private static String inner(Aggregate.Bundle bundle) {
        var names = new StringBuilder();
        for (Aggregate field : bundle.fields()) {
            if (field instanceof Aggregate.Bundle inner) {
                names.append(names.isEmpty() ? "" : "_").append(inner.type());
            }
        }
        return names.toString();
    }

    private BundleTypes.Shape bus(Aggregate.Bundle bundle) {
        var fields = new ArrayList<BundleTypes.Field>();
        addLeaves("", bundle, isOutput(nets(bundle).getFirst()), fields);
        return new BundleTypes.Shape(bundle.type(), inner(bundle), true, List.copyOf(fields));
    }

    private void addLeaves(
            String prefix,
            Aggregate.Bundle bundle,
            boolean forwardIsOutput,
            List<BundleTypes.Field> fields) {
        for (Aggregate field : bundle.fields()) {
            String name = prefix + field.name();
            switch (field) {
                case Aggregate.Leaf leaf ->
                        fields.add(leaf(name, leaf.net(), isOutput(leaf.net()) != forwardIsOutput));
                case Aggregate.Bundle inner ->
                        addLeaves(name + "_", inner, forwardIsOutput, fields);
            }
        }
    }

    private BundleTypes.Field leaf(String name, int net, boolean back) {
        int width = module.nets().get(net).width();
        return new BundleTypes.Field(legal(name), width, Optional.empty(), back);
    }

    private static String legal(String name) {
        return ReservedWords.contains(name) || CONTAINERS.contains(name) ? name + "_" : name;
    }
}
