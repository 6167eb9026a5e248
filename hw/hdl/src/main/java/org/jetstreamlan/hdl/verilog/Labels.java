package org.jetstreamlan.hdl.verilog;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.ir.Place;

/// The named values (enum constants) that a module uses, each a `localparam`.
final class Labels {
    private record Key(String label, BigInteger value, int width) {}

    private final Names names;
    private final Map<Key, Expression.Name> known = new HashMap<>();
    private final List<Item> items = new ArrayList<>();

    Labels(Names names) {
        this.names = names;
    }

    /// The parameter for a labelled value.
    Expression of(String label, BigInteger value, int width) {
        return known.computeIfAbsent(
                new Key(label, value, width),
                _ -> {
                    String name = names.unique(label);
                    items.add(
                            new Item.Constant(
                                    name, width, Expressions.number(value, width), Place.UNKNOWN));
                    return new Expression.Name(name);
                });
    }

    /// The parameters used so far, by value.
    List<Item> items() {
        return items;
    }
}
