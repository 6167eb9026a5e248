package org.jetstreamlan.hdl.pass;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;

/// Everything in a circuit that has a name to be looked at, in a stable order: all engines resolve
/// the same paths, all waves show the same tree.
///
/// - Purpose: one meaning of `mac.fifo.count` for engines, waves and messages.
/// - Precondition: names are unique in their module, as [ModuleDef] says.
/// - Sound: naming only.
/// - Cost: the tree of instances at once; signals of a scope when first asked for.
public final class Observables {
    /// What a signal is.
    public enum Kind {
        /// The reset input of a clock domain.
        RESET,
        INPUT,
        OUTPUT,
        WIRE,
        REGISTER,
        READ_DATA,
        /// A port of a child as its parent sees it; the child's scope has it under its own name.
        INSTANCE_PORT,
        /// An operator's result that a variable held.
        NODE
    }

    /// One signal.
    ///
    /// @param path hierarchical path, `mac.fifo.count`
    /// @param instance number of its instance in preorder, the top being 0, as in [FlatDesign]
    /// @param index of the net, node or domain in its module
    public record Signal(String path, String name, int width, Kind kind, int instance, int index) {}

    /// One instance.
    public static final class Scope {
        private final Observables owner;
        private final String path;
        private final String name;
        private final ModuleDef module;
        private final int instance;
        private final List<Scope> children = new ArrayList<>();

        private Scope(Observables owner, String path, String name, ModuleDef module, int instance) {
            this.owner = owner;
            this.path = path;
            this.name = name;
            this.module = module;
            this.instance = instance;
        }

        /// Hierarchical path, empty for the top.
        public String path() {
            return path;
        }

        /// The instance's name; the module's for the top.
        public String name() {
            return name;
        }

        public ModuleDef module() {
            return module;
        }

        /// Number of the instance in preorder, the top being 0.
        public int instance() {
            return instance;
        }

        /// Scopes of the children, in the order of instances.
        public List<Scope> children() {
            return children;
        }

        /// Resets, then nets, then named nodes, each in the module's order.
        public List<Signal> signals() {
            Map<String, Entry> names = owner.namesOf(module);
            List<Signal> signals = new ArrayList<>(names.size());
            for (Map.Entry<String, Entry> named : names.entrySet()) {
                signals.add(signal(named.getKey(), named.getValue()));
            }
            return signals;
        }

        private Signal signal(String local, Entry entry) {
            String full = path.isEmpty() ? local : path + '.' + local;
            return new Signal(full, local, entry.width, entry.kind, instance, entry.index);
        }
    }

    private record Entry(Kind kind, int index, int width) {}

    private final Map<ModuleDef, Map<String, Entry>> names = new IdentityHashMap<>();
    private final Scope top;
    private int instances;

    private Observables(Circuit circuit) {
        top = scope("", circuit.top().name(), circuit.top());
    }

    public static Observables of(Circuit circuit) {
        return new Observables(circuit);
    }

    private Scope scope(String path, String name, ModuleDef module) {
        Scope scope = new Scope(this, path, name, module, instances++);
        for (ModuleDef.Instance child : module.instances()) {
            String childPath = path.isEmpty() ? child.name() : path + '.' + child.name();
            scope.children.add(scope(childPath, child.name(), child.module()));
        }
        return scope;
    }

    /// The top module's scope.
    public Scope top() {
        return top;
    }

    /// The module of instance `number` in preorder.
    public ModuleDef module(int number) {
        Scope scope = top;
        while (scope.instance() != number) {
            int i = scope.children.size() - 1;
            while (scope.children.get(i).instance() > number) {
                i--;
            }
            scope = scope.children.get(i);
        }
        return scope.module();
    }

    /// All signals, scope by scope in preorder.
    public List<Signal> all() {
        List<Signal> all = new ArrayList<>();
        collect(top, all);
        return all;
    }

    private static void collect(Scope scope, List<Signal> into) {
        into.addAll(scope.signals());
        for (Scope child : scope.children) {
            collect(child, into);
        }
    }

    /// The signal at `path`, if there is one.
    public Optional<Signal> find(String path) {
        Scope scope = top;
        int from = 0;
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', from)) {
            Scope child = child(scope, path.substring(from, dot));
            if (child == scope) {
                return Optional.empty();
            }
            scope = child;
            from = dot + 1;
        }
        String local = path.substring(from);
        Entry entry = namesOf(scope.module).get(local);
        return entry == null ? Optional.empty() : Optional.of(scope.signal(local, entry));
    }

    /// The child of that name, or the scope itself if there is none.
    private static Scope child(Scope scope, String name) {
        for (Scope child : scope.children) {
            if (child.name.equals(name)) {
                return child;
            }
        }
        return scope;
    }

    /// The signal at `path`.
    ///
    /// @throws IllegalArgumentException if there is none, with the nearest names
    public Signal require(String path) {
        Optional<Signal> found = find(path);
        if (found.isPresent()) {
            return found.get();
        }
        List<String> nearest = nearest(path, 3);
        throw new IllegalArgumentException(
                "no signal '"
                        + path
                        + "' in "
                        + top.name
                        + (nearest.isEmpty()
                                ? "; it has none at all"
                                : "; nearest are " + String.join(", ", nearest)));
    }

    /// The `count` paths with the fewest edits between them and `path`.
    public List<String> nearest(String path, int count) {
        List<String> nearest = new ArrayList<>();
        List<Integer> distances = new ArrayList<>();
        for (Signal signal : all()) {
            int distance = edits(path, signal.path());
            int at = distances.size();
            while (at > 0 && distances.get(at - 1) > distance) {
                at--;
            }
            if (at < count) {
                distances.add(at, distance);
                nearest.add(at, signal.path());
                if (nearest.size() > count) {
                    nearest.removeLast();
                    distances.removeLast();
                }
            }
        }
        return nearest;
    }

    /// Insertions, deletions and replacements between two texts.
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    private Map<String, Entry> namesOf(ModuleDef module) {
        Map<String, Entry> known = names.get(module);
        if (known != null) {
            return known;
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (int i = 0; i < module.domains().size(); i++) {
            ModuleDef.Domain domain = module.domains().get(i);
            if (module.external().isEmpty()
                    && domain.spec().reset() != ClockSpec.Reset.NONE
                    && !domain.reset().isEmpty()) {
                entries.put(domain.reset(), new Entry(Kind.RESET, i, 1));
            }
        }
        for (int i = 0; i < module.nets().size(); i++) {
            Net net = module.nets().get(i);
            if (!(net instanceof Net.Inout || net instanceof Net.InstanceInout)) {
                entries.put(net.name(), new Entry(kind(net), i, net.width()));
            }
        }
        for (int i = 0; i < module.nodeNames().size(); i++) {
            Optional<String> name = module.nodeNames().get(i);
            if (name.isPresent()) {
                Entry entry = new Entry(Kind.NODE, i, module.nodes().get(i).width());
                entries.putIfAbsent(name.get(), entry);
            }
        }
        names.put(module, entries);
        return entries;
    }

    private static Kind kind(Net net) {
        return switch (net) {
            case Net.Input _ -> Kind.INPUT;
            case Net.Output _, Net.ExternalOutput _ -> Kind.OUTPUT;
            case Net.Wire _ -> Kind.WIRE;
            case Net.Register _ -> Kind.REGISTER;
            case Net.InstanceInput _, Net.InstanceOutput _, Net.Inout _, Net.InstanceInout _ ->
                    Kind.INSTANCE_PORT;
            case Net.ReadData _ -> Kind.READ_DATA;
        };
    }
}
