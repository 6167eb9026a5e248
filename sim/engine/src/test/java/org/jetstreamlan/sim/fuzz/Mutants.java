package org.jetstreamlan.sim.fuzz;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.hdl.ir.Node.ReduceOp;

/// Circuits that differ from a given one in one operator: what a bug in one operator's code would
/// look like.
public final class Mutants {
    /// A mutant, and what was done to it: `Part0 node 17: ADD is SUB`.
    public record Mutant(String change, Circuit circuit) {}

    private Mutants() {}

    /// All of them, in the order of modules and nodes.
    public static List<Mutant> of(Circuit circuit) {
        var mutants = new ArrayList<Mutant>();
        for (var module : circuit.modules()) {
            for (int i = 0; i < module.nodes().size(); i++) {
                int node = i;
                swapped(module.nodes().get(i))
                        .ifPresent(
                                other ->
                                        mutants.add(
                                                new Mutant(
                                                        module.name()
                                                                + " node "
                                                                + node
                                                                + ": "
                                                                + title(module.nodes().get(node))
                                                                + " is "
                                                                + title(other),
                                                        with(circuit, module, node, other))));
            }
        }
        return mutants;
    }

    /// The operator that a node applies.
    static String title(Node node) {
        return switch (node) {
            case Node.Binary binary -> binary.op().name();
            case Node.Reduce reduce -> "reduce " + reduce.op();
            case Node.Extend extend -> extend.signed() ? "sign extension" : "zero extension";
            case Node.Mux mux -> "mux " + mux.whenTrue() + " " + mux.whenFalse();
            case Node.Literal _,
                    Node.Read _,
                    Node.Not _,
                    Node.Concat _,
                    Node.Slice _,
                    Node.MemoryRead _ ->
                    node.getClass().getSimpleName();
        };
    }

    private static Optional<Node> swapped(Node node) {
        return switch (node) {
            case Node.Binary(var op, var a, var b, var width) ->
                    Optional.of(new Node.Binary(swapped(op), a, b, width));
            case Node.Reduce(var op, var a) -> Optional.of(new Node.Reduce(swapped(op), a));
            case Node.Mux(var select, var whenTrue, var whenFalse, var width) ->
                    Optional.of(new Node.Mux(select, whenFalse, whenTrue, width));
            case Node.Extend(var a, var signed, var width) ->
                    Optional.of(new Node.Extend(a, !signed, width));
            case Node.Not(var a, var width) -> Optional.of(new Node.Extend(a, false, width));
            case Node.Literal _, Node.Read _, Node.Concat _, Node.Slice _, Node.MemoryRead _ ->
                    Optional.empty();
        };
    }

    private static BinaryOp swapped(BinaryOp op) {
        return switch (op) {
            case ADD -> BinaryOp.SUB;
            case SUB, MUL -> BinaryOp.ADD;
            case AND, XOR -> BinaryOp.OR;
            case OR -> BinaryOp.AND;
            case SHL, ASR -> BinaryOp.SHR;
            case SHR -> BinaryOp.ASR;
            case EQ -> BinaryOp.NE;
            case NE -> BinaryOp.EQ;
            case ULT -> BinaryOp.ULE;
            case ULE -> BinaryOp.ULT;
            case SLT -> BinaryOp.ULT;
            case SLE -> BinaryOp.ULE;
        };
    }

    private static ReduceOp swapped(ReduceOp op) {
        return switch (op) {
            case AND, XOR -> ReduceOp.OR;
            case OR -> ReduceOp.AND;
        };
    }

    private static Circuit with(Circuit circuit, ModuleDef module, int node, Node other) {
        var nodes = new ArrayList<>(module.nodes());
        nodes.set(node, other);
        Map<ModuleDef, ModuleDef> changed = new IdentityHashMap<>();
        changed.put(module, rebuilt(module, nodes, module.instances()));
        for (var each : circuit.modules()) {
            var children = new ArrayList<ModuleDef.Instance>();
            for (var child : each.instances()) {
                children.add(
                        new ModuleDef.Instance(
                                child.name(),
                                changed.getOrDefault(child.module(), child.module()),
                                child.domains(),
                                child.place()));
            }
            if (each == module || !children.equals(each.instances())) {
                changed.put(each, rebuilt(each, each == module ? nodes : each.nodes(), children));
            }
        }
        return ModuleBuilder.circuit(changed.getOrDefault(circuit.top(), circuit.top()));
    }

    private static ModuleDef rebuilt(
            ModuleDef module, List<Node> nodes, List<ModuleDef.Instance> instances) {
        return new ModuleDef(
                module.name(),
                module.domains(),
                module.nets(),
                Collections.unmodifiableList(nodes),
                module.memories(),
                instances,
                module.body(),
                module.observations(),
                module.nodeNames(),
                module.netPlaces(),
                module.nodePlaces());
    }
}
