package org.jetstreamlan.sim.cover;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.ir.Statement;

/// A circuit with wires that say which points hold, up to 64 to a wire, which any engine can show.
///
/// - Purpose: conditions have no name of their own; as bits of a wire they can be read on every engine alike, 64 in one word.
/// - Precondition: the circuit passed elaboration.
/// - Sound: nothing reads the wires; all else is as it was, nets and nodes under their old numbers.
/// - Cost: an operator or two for each point.
final class Instrumentation {
    /// A wire of a module.
    ///
    /// @param domain of the module at whose edges its bits count, or [PointFinder#NO_DOMAIN]
    /// @param points by bit, from 0
    record Wire(String name, int domain, int[] points) {}

    /// @param wires in an order of no meaning
    record Instrumented(CoveredModule covered, List<Wire> wires) {}

    private final Circuit circuit;
    private final Map<ModuleDef, ModuleDef> replaced = new IdentityHashMap<>();
    private final Map<ModuleDef, Instrumented> known = new IdentityHashMap<>();
    private final Circuit result;

    Instrumentation(Circuit circuit) {
        this.circuit = circuit;
        List<ModuleDef> modules = new ArrayList<>();
        for (ModuleDef module : circuit.modules()) {
            ModuleDef instrumented = instrument(module);
            replaced.put(module, instrumented);
            modules.add(instrumented);
        }
        result = new Circuit(modules.getLast(), modules);
    }

    /// What to compile.
    Circuit circuit() {
        return result;
    }

    /// What is covered of a module of the original circuit.
    Instrumented of(ModuleDef module) {
        Instrumented instrumented = known.get(module);
        if (instrumented == null) {
            throw new IllegalArgumentException(
                    "module " + module.name() + " is not of " + circuit.top().name());
        }
        return instrumented;
    }

    private ModuleDef instrument(ModuleDef module) {
        List<CoveredModule.Signal> signals = signals(module);
        if (module.external().isPresent()) {
            known.put(
                    module,
                    new Instrumented(
                            new CoveredModule(
                                    module.name(), List.of(), List.of(), Set.of(), List.of()),
                            List.of()));
            return module;
        }
        NodeBuilder nodes = new NodeBuilder(module);
        PointFinder finder = new PointFinder(module, nodes);
        List<Net> nets = new ArrayList<>(module.nets());
        List<Place> netPlaces = new ArrayList<>(module.netPlaces());
        List<Statement> body = new ArrayList<>(module.body());
        List<Wire> wires = wires(module, finder.found());
        for (Wire wire : wires) {
            int width = wire.points.length;
            List<Integer> bits = new ArrayList<>();
            for (int i = width - 1; i >= 0; i--) {
                bits.add(nodes.bit(finder.found().get(wire.points[i]).condition()));
            }
            int value = width == 1 ? bits.getFirst() : nodes.add(new Node.Concat(bits, width));
            body.add(new Statement.Assign(nets.size(), 0, width, value, Place.UNKNOWN));
            nets.add(new Net.Wire(wire.name, width));
            netPlaces.add(Place.UNKNOWN);
        }
        known.put(module, new Instrumented(covered(module, signals, finder), wires));
        return new ModuleDef(
                module.name(),
                module.domains(),
                List.copyOf(nets),
                List.copyOf(nodes.nodes()),
                module.memories(),
                instances(module),
                List.copyOf(body),
                module.observations(),
                module.annotations(),
                List.copyOf(nodes.names()),
                List.copyOf(netPlaces),
                List.copyOf(nodes.places()));
    }

    private List<ModuleDef.Instance> instances(ModuleDef module) {
        List<ModuleDef.Instance> instances = new ArrayList<>();
        for (ModuleDef.Instance child : module.instances()) {
            ModuleDef other = replaced.getOrDefault(child.module(), child.module());
            instances.add(
                    new ModuleDef.Instance(child.name(), other, child.domains(), child.place()));
        }
        return instances;
    }

    private static CoveredModule covered(
            ModuleDef module, List<CoveredModule.Signal> signals, PointFinder finder) {
        List<Point> points = new ArrayList<>();
        Set<Integer> unreachable = new TreeSet<>();
        for (PointFinder.Found found : finder.found()) {
            if (found.condition() == NodeBuilder.FALSE) {
                unreachable.add(points.size());
            }
            points.add(found.point());
        }
        return new CoveredModule(module.name(), signals, points, unreachable, finder.lines());
    }

    /// What has a name and keeps it in every instance: no ports of children, which the children show, no intermediate values. Of the top
    /// module the resets, too.
    private List<CoveredModule.Signal> signals(ModuleDef module) {
        List<CoveredModule.Signal> signals = new ArrayList<>();
        if (module == circuit.top()) {
            Set<String> resets = new HashSet<>();
            for (ModuleDef.Domain domain : module.domains()) {
                boolean has = domain.spec().reset() != ClockSpec.Reset.NONE;
                if (has && !domain.reset().isEmpty() && resets.add(domain.reset())) {
                    signals.add(new CoveredModule.Signal(domain.reset(), 1, Place.UNKNOWN));
                }
            }
        }
        for (int i = 0; i < module.nets().size(); i++) {
            Net net = module.nets().get(i);
            if (isSignal(net)) {
                signals.add(
                        new CoveredModule.Signal(
                                net.name(), net.width(), module.netPlaces().get(i)));
            }
        }
        return signals;
    }

    private static boolean isSignal(Net net) {
        return switch (net) {
            case Net.Input _, Net.Output _, Net.Wire _, Net.Register _, Net.ReadData _ -> true;
            case Net.InstanceInput _,
                    Net.InstanceOutput _,
                    Net.ExternalOutput _,
                    Net.Inout _,
                    Net.InstanceInout _ ->
                    false;
        };
    }

    /// Points of one domain side by side.
    private static List<Wire> wires(ModuleDef module, List<PointFinder.Found> found) {
        Map<Integer, List<Integer>> byDomain = new TreeMap<>();
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).condition() != NodeBuilder.FALSE) {
                byDomain.computeIfAbsent(found.get(i).domain(), _ -> new ArrayList<>()).add(i);
            }
        }
        Set<String> taken = names(module);
        List<Wire> wires = new ArrayList<>();
        for (Map.Entry<Integer, List<Integer>> entry : byDomain.entrySet()) {
            List<Integer> points = entry.getValue();
            for (int from = 0; from < points.size(); from += Long.SIZE) {
                int to = Math.min(points.size(), from + Long.SIZE);
                int[] bits = points.subList(from, to).stream().mapToInt(i -> i).toArray();
                wires.add(new Wire(unique(taken), entry.getKey(), bits));
            }
        }
        return wires;
    }

    private static Set<String> names(ModuleDef module) {
        Set<String> names = new HashSet<>();
        module.nets().forEach(net -> names.add(net.name()));
        module.nodeNames().forEach(name -> name.ifPresent(names::add));
        module.memories().forEach(memory -> names.add(memory.name()));
        module.instances().forEach(instance -> names.add(instance.name()));
        for (ModuleDef.Domain domain : module.domains()) {
            names.add(domain.clock());
            names.add(domain.reset());
        }
        return names;
    }

    private static String unique(Set<String> taken) {
        int number = 0;
        while (!taken.add("coverage_" + number)) {
            number++;
        }
        return "coverage_" + number;
    }
}
