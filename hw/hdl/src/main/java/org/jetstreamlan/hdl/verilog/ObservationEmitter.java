package org.jetstreamlan.hdl.verilog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Observation;

/// Checks, assumptions, cover points and prints of a module: one block a clock domain.
final class ObservationEmitter {
    private final ModuleDef module;
    private final Expressions expressions;

    ObservationEmitter(ModuleDef module, Expressions expressions) {
        this.module = module;
        this.expressions = expressions;
    }

    static void countUses(ModuleDef module, Sharing sharing) {
        for (Observation observation : module.observations()) {
            sharing.use(observation.enable());
            switch (observation) {
                // Once, although it stands in both blocks: it is no hardware that would be there
                // twice.
                case Observation.Property p -> sharing.use(p.condition());
                case Observation.Print p -> p.values().forEach(value -> countUses(value, sharing));
            }
        }
    }

    /// Names of an enum take a comparison each, so the value should have a name.
    private static void countUses(Observation.Value value, Sharing sharing) {
        int uses = value.form() instanceof Observation.Named ? 2 : 1;
        for (int i = 0; i < uses; i++) {
            sharing.use(value.node());
        }
    }

    /// The blocks, each a piece of its own.
    List<List<Item>> items() {
        List<List<Item>> blocks = new ArrayList<>();
        for (int domain = 0; domain < module.domains().size(); domain++) {
            List<Item.Watch> watches = new ArrayList<>();
            for (Observation observation : module.observations()) {
                if (observation.domain() == domain) {
                    watches.add(watch(observation));
                }
            }
            if (!watches.isEmpty()) {
                blocks.add(List.of(block(module.domains().get(domain), watches)));
            }
        }
        return blocks;
    }

    private static Item block(ModuleDef.Domain domain, List<Item.Watch> watches) {
        ClockSpec spec = domain.spec();
        Optional<Expression> reset = Optional.empty();
        if (spec.reset() != ClockSpec.Reset.NONE && !domain.reset().isEmpty()) {
            Expression name = new Expression.Name(domain.reset());
            reset = Optional.of(spec.resetActiveHigh() ? Expressions.negated(name) : name);
        }
        return new Item.Observations(
                new Item.Event(spec.edge(), domain.clock()),
                reset,
                spec.reset() == ClockSpec.Reset.ASYNCHRONOUS,
                watches);
    }

    private Item.Watch watch(Observation observation) {
        boolean always = module.nodes().get(observation.enable()) instanceof Node.Literal;
        Optional<Expression> enable =
                always
                        ? Optional.empty()
                        : Optional.of(condition(observation.enable(), "observed"));
        return switch (observation) {
            case Observation.Property p ->
                    new Item.Watch(
                            p, enable, Optional.of(condition(p.condition(), p.name())), List.of());
            case Observation.Print p -> {
                List<Expression> values = new ArrayList<>();
                for (Observation.Value value : p.values()) {
                    expressions.setSink("printed", true);
                    values.add(expressions.value(value.node()));
                }
                yield new Item.Watch(p, enable, Optional.empty(), values);
            }
        };
    }

    private Expression condition(int node, String sink) {
        expressions.setSink(sink, true);
        return expressions.condition(node);
    }
}
