package org.jetstreamlan.hdl.verilog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Place;

/// Writes the nets of a module as fields of structs and interfaces, and the ports of its instances likewise. Assignments of all fields
/// become one of the whole.
final class BundleRewriting extends Rewriting {
    /// A variable in the text.
    private record Variable(String name, BundleTypes.Shape shape, List<String> nets) {}

    /// A variable of a child and that of this module it is connected to.
    private record Port(Bundling.Variable formal, Variable outer) {}

    /// An assignment, of whichever kind.
    private record Sides(Expression target, Expression value) {}

    /// A struct, or one in it: where it is and what it is.
    private record Struct(String path, BundleTypes.Shape shape, List<String> leaves) {}

    private final ModuleDef module;
    private final VerilogModule flat;
    private final BundleTypes types;
    private final Map<ModuleDef, List<Bundling.Variable>> children;

    private final Map<String, String> fieldOf = new HashMap<>();
    private final Map<String, Variable> variableOf = new HashMap<>();
    private final Map<String, List<Struct>> structsFrom = new HashMap<>();
    private final Map<String, List<Port>> ofInstance = new HashMap<>();
    private final Map<String, Item.Reg> registers = new LinkedHashMap<>();
    private final Set<String> split = new HashSet<>();
    private final Set<Variable> declared = new HashSet<>();

    private BundleRewriting(
            ModuleDef module,
            VerilogModule flat,
            Map<ModuleDef, List<Bundling.Variable>> bundlings,
            BundleTypes types) {
        this.module = module;
        this.flat = flat;
        this.types = types;
        children = bundlings;
        for (Bundling.Variable own : bundlings.getOrDefault(module, List.of())) {
            add(own.name(), own.shape(), own.nets());
        }
        addInstances(bundlings.getOrDefault(module, List.of()));
        for (Item item : flat.items()) {
            if (item instanceof Item.Reg r) {
                registers.put(r.name(), r);
            } else if (item instanceof Item.SplitWire w) {
                split.add(w.name());
            }
        }
    }

    /// @param bundlings variables of each module
    static VerilogModule of(
            ModuleDef module,
            VerilogModule flat,
            Map<ModuleDef, List<Bundling.Variable>> bundlings,
            BundleTypes types) {
        return new BundleRewriting(module, flat, bundlings, types).rewritten();
    }

    // ---- which variables there are

    private Variable add(String name, BundleTypes.Shape shape, List<Integer> nets) {
        var names = nets.stream().map(net -> module.nets().get(net).name()).toList();
        var variable = new Variable(name, shape, names);
        List<String> leaves = shape.leaves();
        for (int i = 0; i < names.size(); i++) {
            fieldOf.put(names.get(i), name + "." + leaves.get(i));
            variableOf.put(names.get(i), variable);
        }
        if (!shape.isInterface()) {
            addStructs(name, shape);
        }
        return variable;
    }

    private void addStructs(String path, BundleTypes.Shape shape) {
        List<String> leaves = shape.leaves().stream().map(leaf -> path + "." + leaf).toList();
        structsFrom
                .computeIfAbsent(leaves.getFirst(), _ -> new ArrayList<>())
                .add(new Struct(path, shape, leaves));
        for (BundleTypes.Field field : shape.fields()) {
            field.shape().ifPresent(inner -> addStructs(path + "." + field.name(), inner));
        }
    }

    /// The ports of instances: variables as in the child, named after the instance.
    private void addInstances(List<Bundling.Variable> own) {
        var taken = new ArrayList<>(declared(flat));
        own.forEach(variable -> taken.add(variable.name()));
        var names = new Names(taken);
        var nets = new ArrayList<Map<Integer, Integer>>();
        module.instances().forEach(_ -> nets.add(new HashMap<>()));
        for (int net = 0; net < module.nets().size(); net++) {
            switch (module.nets().get(net)) {
                case Net.InstanceInput in -> nets.get(in.instance()).put(in.port(), net);
                case Net.InstanceOutput out -> nets.get(out.instance()).put(out.port(), net);
                case Net.Input _,
                        Net.Output _,
                        Net.ExternalOutput _,
                        Net.Inout _,
                        Net.InstanceInout _,
                        Net.Wire _,
                        Net.Register _,
                        Net.ReadData _ -> {}
            }
        }
        for (int i = 0; i < nets.size(); i++) {
            ModuleDef.Instance instance = module.instances().get(i);
            Map<Integer, Integer> ports = nets.get(i);
            for (Bundling.Variable inner : children.getOrDefault(instance.module(), List.of())) {
                if (ports.containsKey(inner.nets().getFirst())) {
                    String name = names.unique(instance.name() + "_" + inner.name());
                    List<Integer> here =
                            inner.nets().stream()
                                    .map(port -> ports.getOrDefault(port, -1))
                                    .toList();
                    ofInstance
                            .computeIfAbsent(instance.name(), _ -> new ArrayList<>())
                            .add(new Port(inner, add(name, inner.shape(), here)));
                }
            }
        }
    }

    // ---- the module

    private VerilogModule rewritten() {
        var ports = new ArrayList<VerilogModule.Port>();
        for (VerilogModule.Port port : flat.ports()) {
            Variable variable = variableOf.get(port.name());
            if (variable == null) {
                ports.add(port);
            } else if (declared.add(variable)) {
                ports.add(port(port, variable));
            }
        }
        var items = new ArrayList<Item>();
        for (Item item : flat.items()) {
            add(item, items);
        }
        var buses = new HashMap<String, BundleTypes.Shape>();
        for (Variable variable : variableOf.values()) {
            if (variable.shape.isInterface()) {
                buses.put(variable.name, variable.shape);
            }
        }
        var module = new VerilogModule(flat.name(), ports, joined(items), flat.attributes());
        return BusJoining.of(module, buses);
    }

    private VerilogModule.Port port(VerilogModule.Port first, Variable variable) {
        String type = types.typeOf(variable.shape);
        boolean bus = variable.shape.isInterface();
        String side = first.output() ? ".source" : ".sink";
        return new VerilogModule.Port(
                first.direction(),
                false,
                variable.shape.width(),
                variable.name,
                first.bundle(),
                first.place(),
                Optional.of(new VerilogModule.Type(bus ? type + side : type, bus)));
    }

    private void add(Item item, List<Item> items) {
        Variable variable = nameOf(item).map(variableOf::get).orElse(null);
        if (item instanceof Item.Instance instance) {
            instance(instance, items);
        } else if (variable == null) {
            items.add(item(item));
        } else {
            declare(variable, item, items);
            if (item instanceof Item.Wire w && w.value().isPresent()) {
                items.add(
                        new Item.Assign(
                                name(new Expression.Name(w.name())),
                                expression(w.value().get()),
                                w.place()));
            }
        }
    }

    private void declare(Variable variable, Item first, List<Item> items) {
        Place place =
                switch (first) {
                    case Item.Wire w -> w.place();
                    case Item.SplitWire w -> w.place();
                    case Item.Reg r -> r.place();
                    case Item.Instance i -> i.place();
                    case Item.Constant _,
                            Item.EnumType _,
                            Item.Variable _,
                            Item.Bus _,
                            Item.Array _,
                            Item.LoopVariable _,
                            Item.Assign _,
                            Item.Always _,
                            Item.Initial _,
                            Item.Observations _,
                            Item.Gap _ ->
                            Place.UNKNOWN;
                };
        if (declared.add(variable)) {
            String type = types.typeOf(variable.shape);
            items.add(
                    variable.shape.isInterface()
                            ? new Item.Bus(type, variable.name, place)
                            : new Item.Variable(
                                    type,
                                    variable.name,
                                    powerUp(variable),
                                    variable.nets.stream().anyMatch(split::contains),
                                    place));
        }
    }

    private Optional<Expression> powerUp(Variable variable) {
        var parts = new ArrayList<Expression>();
        for (String net : variable.nets) {
            Item.Reg register = registers.get(net);
            if (register != null) {
                register.powerUp().ifPresent(parts::add);
            }
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(new Expression.Concat(parts));
    }

    // ---- instances

    private void instance(Item.Instance instance, List<Item> items) {
        var connections = new LinkedHashMap<String, Item.Connection>();
        for (Item.Connection connection : instance.connections()) {
            connections.put(
                    connection.port(),
                    new Item.Connection(
                            connection.port(),
                            expression(connection.value()),
                            connection.output(),
                            connection.bundle(),
                            connection.place()));
        }
        var taken = new ArrayList<Item>();
        for (Port port : ofInstance.getOrDefault(instance.name(), List.of())) {
            connect(instance, port, connections, items, taken);
        }
        items.add(
                new Item.Instance(
                        instance.module(),
                        instance.parameters(),
                        instance.name(),
                        List.copyOf(connections.values()),
                        instance.place()));
        items.addAll(taken);
    }

    private ModuleDef childOf(Item.Instance instance) {
        return module.instances().stream()
                .filter(one -> one.name().equals(instance.name()))
                .findFirst()
                .orElseThrow()
                .module();
    }

    /// One connection in place of one for each leaf. What was written at a leaf's port is assigned to the variable's field before; what a leaf's port
    /// drives, from the field behind.
    private void connect(
            Item.Instance instance,
            Port port,
            Map<String, Item.Connection> connections,
            List<Item> items,
            List<Item> taken) {
        ModuleDef child = childOf(instance);
        var leaves = new ArrayList<Item.Connection>();
        for (int net : port.formal.nets()) {
            leaves.add(connections.get(child.nets().get(net).name()));
        }
        Item.Connection first = leaves.getFirst();
        List<Expression> values = leaves.stream().map(Item.Connection::value).toList();
        Optional<String> whole = whole(port.outer.shape, values);
        if (whole.isEmpty()) {
            declare(port.outer, instance, items);
            for (int i = 0; i < values.size(); i++) {
                Expression field = name(new Expression.Name(port.outer.nets.get(i)));
                Item.Connection leaf = leaves.get(i);
                if (leaf.value().equals(field)) {
                    continue;
                }
                if (leaf.output()) {
                    taken.add(new Item.Assign(leaf.value(), field, leaf.place()));
                } else {
                    items.add(new Item.Assign(field, leaf.value(), leaf.place()));
                }
            }
        }
        var merged = new ArrayList<Item.Connection>();
        for (Item.Connection connection : connections.values()) {
            if (connection.equals(first)) {
                merged.add(
                        new Item.Connection(
                                port.formal.name(),
                                new Expression.Name(whole.orElse(port.outer.name)),
                                first.output(),
                                first.bundle(),
                                first.place()));
            } else if (!leaves.contains(connection)) {
                merged.add(connection);
            }
        }
        connections.clear();
        merged.forEach(connection -> connections.put(connection.port(), connection));
    }

    // ---- all fields at once

    @Override
    Expression name(Expression.Name name) {
        String field = fieldOf.get(name.text());
        return field == null ? name : new Expression.Name(field);
    }

    @Override
    List<Procedure> block(List<Procedure> statements) {
        return joined(
                statements,
                one ->
                        one instanceof Procedure.Assign a
                                ? Optional.of(new Sides(a.target(), a.value()))
                                : Optional.empty(),
                (one, sides) ->
                        one instanceof Procedure.Assign a
                                ? new Procedure.Assign(
                                        sides.target, a.blocking(), sides.value, a.place())
                                : one);
    }

    private List<Item> joined(List<Item> items) {
        return joined(
                items,
                one ->
                        one instanceof Item.Assign a
                                ? Optional.of(new Sides(a.target(), a.value()))
                                : Optional.empty(),
                (one, sides) ->
                        one instanceof Item.Assign a
                                ? new Item.Assign(sides.target, sides.value, a.place())
                                : one);
    }

    /// @param sides of what is an assignment
    /// @param with the same with other sides
    private <T> List<T> joined(
            List<T> list, Function<T, Optional<Sides>> sides, BiFunction<T, Sides, T> with) {
        var result = new ArrayList<T>();
        int at = 0;
        while (at < list.size()) {
            Optional<Struct> target = Optional.empty();
            Optional<String> value = Optional.empty();
            for (Struct struct : structsAt(sides.apply(list.get(at)).map(Sides::target))) {
                int end = at + struct.leaves.size();
                if (value.isEmpty() && end <= list.size()) {
                    var all = list.subList(at, end).stream().map(sides).toList();
                    if (all.stream().allMatch(Optional::isPresent)
                            && isAll(struct, all.stream().map(one -> one.get().target).toList())) {
                        target = Optional.of(struct);
                        value =
                                whole(
                                        struct.shape,
                                        all.stream().map(one -> one.get().value).toList());
                    }
                }
            }
            if (target.isPresent() && value.isPresent()) {
                Sides whole =
                        new Sides(
                                new Expression.Name(target.get().path),
                                new Expression.Name(value.get()));
                result.add(with.apply(list.get(at), whole));
                at += target.get().leaves.size();
            } else {
                result.add(list.get(at++));
            }
        }
        return result;
    }

    /// The struct of this shape whose fields are `values`, all and in order.
    private Optional<String> whole(BundleTypes.Shape shape, List<Expression> values) {
        return structsAt(Optional.of(values.getFirst())).stream()
                .filter(struct -> struct.shape.equals(shape) && isAll(struct, values))
                .map(Struct::path)
                .findFirst();
    }

    private List<Struct> structsAt(Optional<Expression> first) {
        return first.isPresent() && first.get() instanceof Expression.Name name
                ? structsFrom.getOrDefault(name.text(), List.of())
                : List.of();
    }

    private static boolean isAll(Struct struct, List<Expression> values) {
        for (int i = 0; i < values.size(); i++) {
            if (!(values.get(i) instanceof Expression.Name name)
                    || !name.text().equals(struct.leaves.get(i))) {
                return false;
            }
        }
        return values.size() == struct.leaves.size();
    }
}
