package org.jetstreamlan.sim.fuzz;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.jetstreamlan.hdl.ir.Aggregate;
import org.jetstreamlan.hdl.ir.Annotations;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;

/// A circuit whose ports, wires and registers are taken for fields of bundles, at random. It computes what it did before.
final class RandomBundles {
    private final Random random;
    private final Map<ModuleDef, ModuleDef> known = new IdentityHashMap<>();

    private RandomBundles(long seed) {
        random = new Random(seed);
    }

    static Circuit of(Circuit circuit, long seed) {
        var bundles = new RandomBundles(seed);
        var modules = circuit.modules().stream().map(bundles::bundled).toList();
        return new Circuit(bundles.bundled(circuit.top()), modules);
    }

    private ModuleDef bundled(ModuleDef module) {
        var before = known.get(module);
        if (before != null) {
            return before;
        }
        var instances =
                module.instances().stream()
                        .map(
                                child ->
                                        new ModuleDef.Instance(
                                                child.name(),
                                                bundled(child.module()),
                                                child.domains(),
                                                child.place()))
                        .toList();
        var found = new ArrayList<Aggregate.Bundle>();
        for (var nets : List.of(ports(module), wires(module), registers(module))) {
            for (int at = 0; at < nets.size(); ) {
                int end = Math.min(nets.size(), at + 1 + random.nextInt(4));
                if (random.nextInt(4) != 0) {
                    found.add(bundle("bundle" + found.size(), nets.subList(at, end)));
                }
                at = end;
            }
        }
        var bundled =
                new ModuleDef(
                        module.name(),
                        module.domains(),
                        module.nets(),
                        module.nodes(),
                        module.memories(),
                        instances,
                        module.body(),
                        module.observations(),
                        new Annotations.Builder().bundles(found).build(),
                        module.nodeNames(),
                        module.netPlaces(),
                        module.nodePlaces());
        known.put(module, bundled);
        return bundled;
    }

    /// Fields `f0`, `f1`, ...; those after the first are sometimes a bundle inside.
    private Aggregate.Bundle bundle(String name, List<Integer> nets) {
        var fields = new ArrayList<Aggregate>();
        for (int i = 0; i < nets.size(); i++) {
            if (i > 0 && random.nextInt(3) == 0) {
                fields.add(bundle("f" + i, nets.subList(i, nets.size())));
                break;
            }
            fields.add(new Aggregate.Leaf("f" + i, nets.get(i)));
        }
        return new Aggregate.Bundle(name, random.nextBoolean() ? "Pair" : "Record", fields);
    }

    private static List<Integer> ports(ModuleDef module) {
        return numbers(module, net -> net instanceof Net.Input || net instanceof Net.Output);
    }

    private static List<Integer> wires(ModuleDef module) {
        return numbers(module, Net.Wire.class::isInstance);
    }

    private static List<Integer> registers(ModuleDef module) {
        return numbers(module, Net.Register.class::isInstance);
    }

    private static List<Integer> numbers(ModuleDef module, Predicate<Net> wanted) {
        var numbers = new ArrayList<Integer>();
        for (int i = 0; i < module.nets().size(); i++) {
            if (wanted.test(module.nets().get(i))) {
                numbers.add(i);
            }
        }
        return numbers;
    }
}
