package org.jetstreamlan.sim.wave;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Aggregate;
import org.jetstreamlan.hdl.ir.Enumeration;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.pass.Observables;

/// The traced signals as a viewer shows them: a group for each instance and, in it, one for each stream or other bundle, so that
/// `valid`, `ready` and `payload` stand together. Groups without a traced signal are left out.
final class WaveTree {
    /// What a group is made from.
    enum Shape {
        MODULE,
        BUNDLE
    }

    /// A traced signal.
    ///
    /// @param index its number among all, from 0
    /// @param names the constants of the enum that it was declared with
    /// @param place the user's line that declared it
    record Variable(
            int index,
            String name,
            Observables.Signal signal,
            Optional<Enumeration> names,
            Place place) {
        /// Whether it keeps its value from clock to clock.
        boolean isRegister() {
            return switch (signal.kind()) {
                case REGISTER, READ_DATA -> true;
                case RESET, INPUT, OUTPUT, WIRE, INSTANCE_PORT, NODE -> false;
            };
        }
    }

    /// An instance or a bundle.
    ///
    /// @param type name of the module, or of the bundle's record
    /// @param place the user's line that made the instance
    record Group(
            Shape shape,
            String name,
            String type,
            Place place,
            List<Variable> variables,
            List<Group> groups) {
        boolean isEmpty() {
            return variables.isEmpty() && groups.isEmpty();
        }
    }

    private final Waves waves;
    private final List<Variable> variables = new ArrayList<>();
    private final Group top;

    WaveTree(Waves waves) {
        this.waves = waves;
        top = group(waves.top(), Place.UNKNOWN);
    }

    Group top() {
        return top;
    }

    /// All variables, by their index.
    List<Variable> variables() {
        return variables;
    }

    private Group group(Observables.Scope scope, Place place) {
        ModuleDef module = scope.module();
        Group group = new Group(Shape.MODULE, scope.name(), module.name(), place, list(), groups());
        Map<Integer, Observables.Signal> nets = new LinkedHashMap<>();
        List<Observables.Signal> chosen = waves.chosen(scope);
        Set<Integer> bundled = new HashSet<>();
        module.annotations().bundles().forEach(bundle -> leaves(bundle, bundled));
        for (Observables.Signal signal : chosen) {
            if (isNet(signal) && bundled.contains(signal.index())) {
                nets.put(signal.index(), signal);
            } else {
                group.variables.add(variable(module, signal, signal.name()));
            }
        }
        Set<String> taken = new HashSet<>();
        module.nets().forEach(net -> taken.add(net.name()));
        module.instances().forEach(instance -> taken.add(instance.name()));
        for (Aggregate.Bundle bundle : module.annotations().bundles()) {
            Group fields = group(module, bundle, unique(bundle.name(), taken), nets);
            if (!fields.isEmpty()) {
                group.groups.add(fields);
            }
        }
        for (int i = 0; i < scope.children().size(); i++) {
            Group child = group(scope.children().get(i), module.instances().get(i).place());
            if (!child.isEmpty()) {
                group.groups.add(child);
            }
        }
        return group;
    }

    /// A viewer would show two groups of one name as one.
    private static String unique(String name, Set<String> taken) {
        String free = name;
        while (!taken.add(free)) {
            free += "_";
        }
        return free;
    }

    private Group group(
            ModuleDef module,
            Aggregate.Bundle bundle,
            String name,
            Map<Integer, Observables.Signal> nets) {
        Group group = new Group(Shape.BUNDLE, name, bundle.type(), Place.UNKNOWN, list(), groups());
        for (Aggregate field : bundle.fields()) {
            switch (field) {
                case Aggregate.Leaf leaf -> {
                    Observables.Signal signal = nets.get(leaf.net());
                    if (signal != null) {
                        group.variables.add(variable(module, signal, leaf.name()));
                    }
                }
                case Aggregate.Bundle inner -> {
                    Group fields = group(module, inner, inner.name(), nets);
                    if (!fields.isEmpty()) {
                        group.groups.add(fields);
                    }
                }
            }
        }
        return group;
    }

    private Variable variable(ModuleDef module, Observables.Signal signal, String name) {
        Optional<Enumeration> names =
                isNet(signal)
                        ? Optional.ofNullable(
                                module.annotations().enumerations().get(signal.index()))
                        : Optional.empty();
        Place place =
                switch (signal.kind()) {
                    case RESET -> Place.UNKNOWN;
                    case NODE -> module.nodePlaces().get(signal.index());
                    case INPUT, OUTPUT, WIRE, REGISTER, READ_DATA, INSTANCE_PORT ->
                            module.netPlaces().get(signal.index());
                };
        Variable variable = new Variable(variables.size(), name, signal, names, place);
        variables.add(variable);
        return variable;
    }

    private static boolean isNet(Observables.Signal signal) {
        return switch (signal.kind()) {
            case RESET, NODE -> false;
            case INPUT, OUTPUT, WIRE, REGISTER, READ_DATA, INSTANCE_PORT -> true;
        };
    }

    private static void leaves(Aggregate.Bundle bundle, Set<Integer> into) {
        for (Aggregate field : bundle.fields()) {
            switch (field) {
                case Aggregate.Leaf leaf -> into.add(leaf.net());
                case Aggregate.Bundle inner -> leaves(inner, into);
            }
        }
    }

    private static List<Variable> list() {
        return new ArrayList<>();
    }

    private static List<Group> groups() {
        return new ArrayList<>();
    }
}
