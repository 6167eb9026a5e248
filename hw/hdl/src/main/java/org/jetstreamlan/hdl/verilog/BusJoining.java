package org.jetstreamlan.hdl.verilog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes one interface of two that a module only connects: `.in(first_out)` in place of an assignment for each field. Of the two the port of the module
/// stays, if one is.
final class BusJoining extends Rewriting {
    /// An assignment of one name to another.
    private record Wire(String to, String from) {}

    private final String gone;
    private final String kept;

    private BusJoining(String gone, String kept) {
        this.gone = gone;
        this.kept = kept;
    }

    /// @param shapes of the module's interfaces, by name
    static VerilogModule of(VerilogModule module, Map<String, BundleTypes.Shape> shapes) {
        VerilogModule joined = module;
        Optional<Wire> next = find(joined, shapes);
        while (next.isPresent()) {
            joined = joined(joined, shapes, next.get());
            next = find(joined, shapes);
        }
        return joined;
    }

    /// An interface and the one that it is connected to whole.
    private static Optional<Wire> find(
            VerilogModule module, Map<String, BundleTypes.Shape> shapes) {
        Set<Wire> wires = new HashSet<>();
        Map<Wire, BundleTypes.Shape> candidates = new LinkedHashMap<>();
        for (Item item : module.items()) {
            wire(item)
                    .ifPresent(
                            wire -> {
                                wires.add(wire);
                                String to = bus(wire.to);
                                String from = bus(wire.from);
                                BundleTypes.Shape shape = shapes.get(to);
                                if (shape != null
                                        && shape.equals(shapes.get(from))
                                        && !to.equals(from)) {
                                    candidates.put(new Wire(to, from), shape);
                                }
                            });
        }
        return candidates.entrySet().stream()
                .filter(pair -> isWhole(pair.getKey(), pair.getValue(), wires))
                .map(Map.Entry::getKey)
                .filter(pair -> !isPort(module, pair.to) || !isPort(module, pair.from))
                .findFirst();
    }

    private static Optional<Wire> wire(Item item) {
        return item instanceof Item.Assign a
                        && a.target() instanceof Expression.Name to
                        && a.value() instanceof Expression.Name from
                ? Optional.of(new Wire(to.text(), from.text()))
                : Optional.empty();
    }

    private static String bus(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? "" : name.substring(0, dot);
    }

    private static boolean isWhole(Wire pair, BundleTypes.Shape shape, Set<Wire> wires) {
        return wires.containsAll(fields(pair, shape));
    }

    private static List<Wire> fields(Wire pair, BundleTypes.Shape shape) {
        var fields = new ArrayList<Wire>();
        for (BundleTypes.Field field : shape.fields()) {
            String to = pair.to + "." + field.name();
            String from = pair.from + "." + field.name();
            fields.add(field.back() ? new Wire(from, to) : new Wire(to, from));
        }
        return fields;
    }

    private static boolean isPort(VerilogModule module, String name) {
        return module.ports().stream().anyMatch(port -> port.name().equals(name));
    }

    /// The module without one of the two; what is left is declared where the first of them was.
    private static VerilogModule joined(
            VerilogModule module, Map<String, BundleTypes.Shape> shapes, Wire pair) {
        boolean keepTo = isPort(module, pair.to);
        var joining = new BusJoining(keepTo ? pair.from : pair.to, keepTo ? pair.to : pair.from);
        Set<Wire> dropped = new HashSet<>();
        BundleTypes.Shape shape = shapes.get(pair.to);
        if (shape != null) {
            dropped.addAll(fields(pair, shape));
        }
        var items = new ArrayList<Item>();
        boolean declared = isPort(module, joining.kept);
        for (Item item : module.items()) {
            if (item instanceof Item.Bus bus
                    && (bus.name().equals(joining.gone) || bus.name().equals(joining.kept))) {
                if (!declared) {
                    items.add(new Item.Bus(bus.type(), joining.kept, bus.place()));
                }
                declared = true;
            } else if (wire(item).filter(dropped::contains).isEmpty()) {
                items.add(joining.item(item));
            }
        }
        return new VerilogModule(module.name(), module.ports(), items, module.attributes());
    }

    @Override
    Expression name(Expression.Name name) {
        String text = name.text();
        return text.equals(gone) || text.startsWith(gone + ".")
                ? new Expression.Name(kept + text.substring(gone.length()))
                : name;
    }
}
