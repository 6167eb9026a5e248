package org.jetstreamlan.sim.cover;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.ir.Statement;

/// A random circuit as if somebody had written it: each statement on a line of its own, in a file named after its module. Each operator has a name.
final class Placed {
    private final Map<ModuleDef, ModuleDef> known = new IdentityHashMap<>();
    private String file = "";
    private int line;

    static Circuit of(Circuit circuit) {
        Placed placed = new Placed();
        List<ModuleDef> modules = new ArrayList<>();
        for (ModuleDef module : circuit.modules()) {
            ModuleDef made = placed.module(module);
            placed.known.put(module, made);
            modules.add(made);
        }
        return new Circuit(modules.getLast(), modules);
    }

    static String nameOf(int node) {
        return "operator_" + node;
    }

    private ModuleDef module(ModuleDef module) {
        file = module.name() + ".java";
        line = 0;
        List<Optional<String>> names = new ArrayList<>();
        for (int i = 0; i < module.nodes().size(); i++) {
            names.add(Optional.of(nameOf(i)));
        }
        List<ModuleDef.Instance> instances =
                module.instances().stream()
                        .map(
                                child ->
                                        new ModuleDef.Instance(
                                                child.name(),
                                                known.getOrDefault(child.module(), child.module()),
                                                child.domains(),
                                                child.place()))
                        .toList();
        return new ModuleDef(
                module.name(),
                module.domains(),
                module.nets(),
                module.nodes(),
                module.memories(),
                instances,
                statements(module.body()),
                module.observations(),
                module.annotations(),
                names,
                module.netPlaces(),
                module.nodePlaces());
    }

    private List<Statement> statements(List<Statement> statements) {
        return statements.stream().map(this::statement).toList();
    }

    private Statement statement(Statement statement) {
        Place place = new Place(file, ++line);
        return switch (statement) {
            case Statement.Assign a ->
                    new Statement.Assign(a.net(), a.lo(), a.width(), a.value(), place);
            case Statement.When w ->
                    new Statement.When(
                            w.condition(), statements(w.then()), statements(w.otherwise()), place);
            case Statement.Select s ->
                    new Statement.Select(
                            s.subject(),
                            s.cases().stream()
                                    .map(
                                            one ->
                                                    new Statement.Case(
                                                            one.patterns(), statements(one.body())))
                                    .toList(),
                            statements(s.otherwise()),
                            s.complete(),
                            place);
        };
    }
}
