package org.jetstreamlan.sim;

import java.util.Optional;
import java.util.function.Predicate;
import org.jetstreamlan.hdl.ir.Behaviour;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.External;
import org.jetstreamlan.hdl.ir.ModuleDef;

/// What engines ask of the black boxes in a circuit before they take it.
public final class BlackBoxes {
    private BlackBoxes() {}

    /// For an engine that runs Verilog.
    ///
    /// @throws EngineException if a black box has no source, with its path and what to add
    public static void requireVerilog(Circuit circuit, String engine) {
        require(
                circuit,
                engine,
                box -> box.verilog().isPresent(),
                "Verilog source: override verilog() in its class, or use an engine that runs its Java model");
    }

    /// For an engine that runs models in Java.
    ///
    /// @throws EngineException if a black box has none, with its path and what to add
    public static void requireModels(Circuit circuit, String engine) {
        require(
                circuit,
                engine,
                box -> box.behaviour().isPresent(),
                "Java model: override model() in its class, or use an engine that runs its Verilog");
    }

    /// The path of a black box in a circuit, and of what kind it is, if there is any.
    public static Optional<String> first(Circuit circuit) {
        for (ModuleDef module : circuit.modules()) {
            if (module.external().isPresent()) {
                String top = circuit.top().name();
                return Optional.of(
                        "%s (%s)".formatted(path(circuit.top(), module, top), module.name()));
            }
        }
        return Optional.empty();
    }

    /// A fresh model of a black box that has one.
    public static Behaviour behaviour(External box) {
        return box.behaviour()
                .orElseThrow(() -> new EngineException(box.kind() + " has no Java model"))
                .get();
    }

    private static void require(
            Circuit circuit, String engine, Predicate<External> has, String what) {
        for (ModuleDef module : circuit.modules()) {
            if (module.external().isPresent() && !has.test(module.external().get())) {
                throw new EngineException(
                        "the %s engine declines %s: the black box %s (%s) has no %s"
                                .formatted(
                                        engine,
                                        circuit.top().name(),
                                        path(circuit.top(), module, circuit.top().name()),
                                        module.name(),
                                        what));
            }
        }
    }

    /// The path of the first instance of a module below `from`, or an empty text.
    private static String path(ModuleDef from, ModuleDef wanted, String prefix) {
        for (ModuleDef.Instance instance : from.instances()) {
            String at = prefix + "." + instance.name();
            String found = instance.module() == wanted ? at : path(instance.module(), wanted, at);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return "";
    }
}
