package org.jetstreamlan.hdl.verilog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Enumeration;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Place;

/// Gives a module's enums types of their own, `typedef enum`, whose constants take the place of the `localparam`s.
///
/// A variable gets the type if all that is assigned to it are constants of the enum, other such variables and choices between them: SystemVerilog
/// takes nothing else without a cast. Another net of the enum stays a vector, which takes constants of the enum all the same.
final class EnumTypes extends Rewriting {
    private final VerilogModule flat;
    private final Map<String, Enumeration> enumOf = new LinkedHashMap<>();
    private final Map<Enumeration, String> types = new LinkedHashMap<>();
    private final Map<String, Enumeration> constants = new HashMap<>();
    private final Map<String, List<Expression>> values = new HashMap<>();

    private EnumTypes(ModuleDef module, VerilogModule flat) {
        this.flat = flat;
        var enumerations = new LinkedHashSet<Enumeration>();
        module.annotations()
                .enumerations()
                .forEach(
                        (net, type) -> {
                            enumOf.put(module.nets().get(net).name(), type);
                            enumerations.add(type);
                        });
        var taken = new HashSet<>(declared(flat));
        enumerations.forEach(type -> name(type, taken));
        flat.items().forEach(this::note);
    }

    static VerilogModule of(ModuleDef module, VerilogModule flat) {
        return module.annotations().enumerations().isEmpty()
                ? flat
                : new EnumTypes(module, flat).rewritten();
    }

    /// A type may have its names if what has them already is a parameter of the same value.
    private void name(Enumeration type, Set<String> taken) {
        var parameters = new HashMap<String, Expression.Literal>();
        for (Item item : flat.items()) {
            if (item instanceof Item.Constant c && c.width() == type.width()) {
                parameters.put(c.name(), c.value());
            }
        }
        String name = BundleTypes.snake(type.name()) + "_t";
        boolean free = !taken.contains(name);
        for (Enumeration.Constant constant : type.constants()) {
            Expression.Literal parameter = parameters.get(constant.label());
            free &=
                    parameter == null
                            ? !taken.contains(constant.label())
                            : parameter.value().equals(constant.value())
                                    && !constants.containsKey(constant.label());
        }
        if (free) {
            taken.add(name);
            types.put(type, name);
            for (Enumeration.Constant constant : type.constants()) {
                taken.add(constant.label());
                constants.put(constant.label(), type);
            }
        }
    }

    // ---- which variables have only values of their enum

    private void note(Item item) {
        switch (item) {
            case Item.Wire w -> w.value().ifPresent(value -> note(w.name(), value));
            case Item.Reg r -> r.powerUp().ifPresent(value -> note(r.name(), value));
            case Item.Assign a -> note(a.target(), a.value());
            case Item.Always a -> note(a.body());
            case Item.Instance i ->
                    i.connections().stream()
                            .filter(Item.Connection::output)
                            .forEach(one -> note(one.value(), new Expression.Concat(List.of())));
            case Item.Constant _,
                    Item.EnumType _,
                    Item.Variable _,
                    Item.Bus _,
                    Item.SplitWire _,
                    Item.Array _,
                    Item.LoopVariable _,
                    Item.Initial _,
                    Item.Observations _,
                    Item.Gap _ -> {}
        }
    }

    private void note(List<Procedure> body) {
        for (Procedure procedure : body) {
            Procedure at = procedure;
            while (at instanceof Procedure.If i && i.otherwise().size() == 1) {
                note(i.then());
                at = i.otherwise().getFirst();
            }
            switch (at) {
                case Procedure.Assign a -> note(a.target(), a.value());
                case Procedure.If i -> {
                    note(i.then());
                    note(i.otherwise());
                }
                case Procedure.Case c -> {
                    c.arms().forEach(arm -> note(arm.body()));
                    note(c.otherwise().body());
                }
                case Procedure.For _ -> {}
            }
        }
    }

    private void note(Expression target, Expression value) {
        switch (target) {
            case Expression.Name name -> note(name.text(), value);
            case Expression.Index i -> note(i.base(), new Expression.Concat(List.of()));
            case Expression.Part p -> note(p.base(), new Expression.Concat(List.of()));
            case Expression.Literal _,
                    Expression.Wildcard _,
                    Expression.Plain _,
                    Expression.MovingPart _,
                    Expression.Unary _,
                    Expression.Binary _,
                    Expression.Conditional _,
                    Expression.Concat _,
                    Expression.Repeat _,
                    Expression.Cast _ -> {}
        }
    }

    private void note(String name, Expression value) {
        values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }

    private void dropUntyped() {
        enumOf.values().removeIf(type -> !types.containsKey(type));
        boolean dropped = true;
        while (dropped) {
            dropped =
                    enumOf.entrySet()
                            .removeIf(
                                    net ->
                                            values.getOrDefault(net.getKey(), List.of()).stream()
                                                    .anyMatch(v -> !isOf(net.getValue(), v)));
        }
    }

    private boolean isOf(Enumeration type, Expression value) {
        return switch (value) {
            case Expression.Name name ->
                    type.equals(constants.get(name.text())) || type.equals(enumOf.get(name.text()));
            case Expression.Literal number -> constant(type, number).isPresent();
            case Expression.Conditional c -> isOf(type, c.whenTrue()) && isOf(type, c.whenFalse());
            case Expression.Wildcard _,
                    Expression.Plain _,
                    Expression.Index _,
                    Expression.Part _,
                    Expression.MovingPart _,
                    Expression.Unary _,
                    Expression.Binary _,
                    Expression.Concat _,
                    Expression.Repeat _,
                    Expression.Cast _ ->
                    false;
        };
    }

    private static Optional<Expression> constant(Enumeration type, Expression.Literal number) {
        return type.constants().stream()
                .filter(constant -> constant.value().equals(number.value()))
                .<Expression>map(constant -> new Expression.Name(constant.label()))
                .findFirst();
    }

    // ---- the module with types

    private VerilogModule rewritten() {
        for (VerilogModule.Port port : flat.ports()) {
            enumOf.remove(port.name());
        }
        dropUntyped();
        var used = new LinkedHashSet<Enumeration>();
        var items = new ArrayList<Item>();
        for (Item item : flat.items()) {
            Enumeration type = item instanceof Item.Constant c ? constants.get(c.name()) : null;
            if (type != null) {
                used.add(type);
            } else {
                items.addAll(typed(item));
            }
        }
        used.addAll(enumOf.values());
        for (Enumeration type : List.copyOf(used).reversed()) {
            items.addFirst(definition(type));
        }
        if (!used.isEmpty() && items.size() > used.size()) {
            gapAfter(items, used.size());
        }
        return new VerilogModule(flat.name(), flat.ports(), items, flat.attributes());
    }

    private static void gapAfter(List<Item> items, int index) {
        if (!(items.get(index) instanceof Item.Gap)) {
            items.add(index, new Item.Gap());
        }
    }

    private Item definition(Enumeration type) {
        var list = new ArrayList<Item.Constant>();
        for (Enumeration.Constant constant : type.constants()) {
            list.add(
                    new Item.Constant(
                            constant.label(),
                            type.width(),
                            Expressions.number(constant.value(), type.width()),
                            Place.UNKNOWN));
        }
        return new Item.EnumType(typeOf(type), type.width(), list);
    }

    private String typeOf(Enumeration type) {
        return types.getOrDefault(type, "");
    }

    private List<Item> typed(Item item) {
        Enumeration type = nameOf(item).map(enumOf::get).orElse(null);
        if (type != null && item instanceof Item.Reg r) {
            return List.of(
                    new Item.Variable(
                            typeOf(type),
                            r.name(),
                            r.powerUp().map(value -> labelled(type, value)),
                            false,
                            r.place()));
        }
        if (type != null && item instanceof Item.Wire w) {
            var both = new ArrayList<Item>();
            both.add(new Item.Variable(typeOf(type), w.name(), Optional.empty(), false, w.place()));
            w.value().ifPresent(value -> both.add(assign(type, w.name(), value, w.place())));
            return both;
        }
        if (item instanceof Item.Assign a && a.target() instanceof Expression.Name target) {
            Enumeration driven = enumOf.get(target.text());
            return List.of(
                    driven == null
                            ? item(item)
                            : assign(driven, target.text(), a.value(), a.place()));
        }
        return List.of(item(item));
    }

    private Item assign(Enumeration type, String target, Expression value, Place place) {
        return new Item.Assign(new Expression.Name(target), labelled(type, value), place);
    }

    @Override
    Procedure.Assign assign(Procedure.Assign assign) {
        Enumeration type =
                assign.target() instanceof Expression.Name name ? enumOf.get(name.text()) : null;
        return type == null
                ? assign
                : new Procedure.Assign(
                        assign.target(),
                        assign.blocking(),
                        labelled(type, assign.value()),
                        assign.place());
    }

    /// A value of the enum with its constants by name.
    private Expression labelled(Enumeration type, Expression value) {
        return switch (value) {
            case Expression.Literal number -> constant(type, number).orElse(number);
            case Expression.Conditional c ->
                    new Expression.Conditional(
                            c.condition(),
                            labelled(type, c.whenTrue()),
                            labelled(type, c.whenFalse()));
            case Expression.Name _,
                    Expression.Wildcard _,
                    Expression.Plain _,
                    Expression.Index _,
                    Expression.Part _,
                    Expression.MovingPart _,
                    Expression.Unary _,
                    Expression.Binary _,
                    Expression.Concat _,
                    Expression.Repeat _,
                    Expression.Cast _ ->
                    value;
        };
    }
}
