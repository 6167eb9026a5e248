package org.jetstreamlan.hdl.verilog;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Place;

/// The named values (enum constants) that a module uses, each a `localparam`.
final class Labels {
    private record Key(String label, BigInteger value, int width) {}

    private final Names names;
    private final Map<Key, Expression.Name> known = new HashMap<>();
    private final List<Item.Constant> items = new ArrayList<>();
    private final Set<Expression> used = new HashSet<>();
    private final List<String> families = new ArrayList<>();

    Labels(Names names) {
        this.names = names;
    }

    /// The parameter for a labelled value, which is used.
    Expression of(String label, BigInteger value, int width) {
        Expression parameter = candidate(label, value, width);
        use(parameter);
        return parameter;
    }

    /// A parameter of [#candidate] is used; other expressions are none of these.
    void use(Expression parameter) {
        used.add(parameter);
    }

    /// The same, but whether it is used shows later: the last arm of a `case` may become its `default`.
    Expression candidate(String label, BigInteger value, int width) {
        return known.computeIfAbsent(
                new Key(label, value, width),
                _ -> {
                    String name = names.unique(label);
                    if (!families.contains(family(name))) {
                        families.add(family(name));
                    }
                    items.add(
                            new Item.Constant(
                                    name, width, Expressions.number(value, width), Place.UNKNOWN));
                    return new Expression.Name(name);
                });
    }

    /// The parameters used so far: enums in the order of their first use, the constants of each by value.
    List<Item.Constant> items() {
        if (items.isEmpty()) {
            return List.of();
        }
        return items.stream()
                .filter(item -> used.contains(new Expression.Name(item.name())))
                .sorted(
                        Comparator.comparing(
                                        (Item.Constant item) ->
                                                families.indexOf(family(item.name())))
                                .thenComparing(item -> item.value().value()))
                .toList();
    }

    /// The part of a label before the first underscore: the name of the enum.
    private static String family(String label) {
        int end = label.indexOf('_');
        return end < 0 ? label : label.substring(0, end);
    }
}
