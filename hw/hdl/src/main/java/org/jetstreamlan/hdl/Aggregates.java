package org.jetstreamlan.hdl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.ir.Aggregate;

/// Puts the leaves of a declaration together again: from their paths, `payload.header.length`, to a tree. The elements of a vector are fields of
/// what has the vector, `lanes_0`, `lanes_1`.
final class Aggregates {
    /// A net and the names on the way to it.
    record Leaf(String path, int net) {}

    private final Map<String, String> types;

    private Aggregates(Map<String, String> types) {
        this.types = types;
    }

    /// The bundles among `leaves` of a declaration: one, or of a vector each element.
    ///
    /// @param types by path the record that is there
    static List<Aggregate.Bundle> of(String name, List<Leaf> leaves, Map<String, String> types) {
        List<Aggregate.Bundle> found = new ArrayList<>();
        var all = new Aggregates(types);
        if (types.containsKey("")) {
            found.add(all.bundle(name, "", leaves));
        } else {
            for (Aggregate element : all.fields(name, "", leaves)) {
                if (element instanceof Aggregate.Bundle bundle) {
                    found.add(bundle);
                }
            }
        }
        return found;
    }

    private Aggregate.Bundle bundle(String name, String path, List<Leaf> leaves) {
        String type = types.getOrDefault(path, "");
        return new Aggregate.Bundle(name, type, List.copyOf(fields("", path, leaves)));
    }

    /// What is below `path`, `label` in front of its name.
    private List<Aggregate> fields(String label, String path, List<Leaf> leaves) {
        List<Aggregate> fields = new ArrayList<>();
        int from = path.isEmpty() ? 0 : path.length() + 1;
        int at = 0;
        while (at < leaves.size()) {
            String leaf = leaves.get(at).path;
            int dot = leaf.indexOf('.', from);
            String below = dot < 0 ? leaf : leaf.substring(0, dot);
            int end = at + 1;
            while (end < leaves.size() && leaves.get(end).path.startsWith(below + ".")) {
                end++;
            }
            String field = leaf.substring(Math.min(from, below.length()), below.length());
            String name = label.isEmpty() ? field : label + "_" + field;
            List<Leaf> inner = leaves.subList(at, end);
            if (dot < 0) {
                fields.add(new Aggregate.Leaf(name, leaves.get(at).net));
            } else if (types.containsKey(below)) {
                fields.add(bundle(name, below, inner));
            } else {
                fields.addAll(fields(name, below, inner));
            }
            at = end;
        }
        return fields;
    }
}
