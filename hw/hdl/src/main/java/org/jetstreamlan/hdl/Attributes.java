package org.jetstreamlan.hdl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.ir.Attribute;

/// Attributes of one net or memory while its module is being built: by name, in the order given.
final class Attributes {
    private Attributes() {}

    /// `known` with one more; a second value for a name takes the place of the first.
    static Map<String, String> with(Map<String, String> known, String name, String value) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw Reports.fatalArgument(
                    "the attribute '" + name + "'",
                    "has a name that Verilog does not take",
                    "use letters, digits and _");
        }
        Map<String, String> all = new LinkedHashMap<>(known);
        all.put(name, value);
        return all;
    }

    static List<Attribute> list(Map<String, String> attributes) {
        return attributes.entrySet().stream()
                .map(entry -> new Attribute(entry.getKey(), entry.getValue()))
                .toList();
    }
}
