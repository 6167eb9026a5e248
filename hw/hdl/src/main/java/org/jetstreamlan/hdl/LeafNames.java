package org.jetstreamlan.hdl;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/// What the leaves of a value are called: as the type that declared them says, or, if they were not declared together, after the record components
/// that hold them: `data`, `header_length`; empty for a plain signal.
final class LeafNames {
    private LeafNames() {}

    /// One name a leaf, in the order of [Data#leaves].
    static List<String> of(Data<?> value) {
        List<String> components = new ArrayList<>();
        collect(value, "", components);
        List<String> declared = declared(value.leaves());
        if (declared.size() < 2) {
            return components;
        }
        String above = components.getFirst().substring(0, commonStem(components));
        int stem = commonStem(declared);
        List<String> names = new ArrayList<>();
        for (String name : declared) {
            names.add(above + name.substring(stem));
        }
        return names;
    }

    /// The names that one declaration gave to all leaves, below that of the variable; empty if there is none.
    private static List<String> declared(List<Signal<?>> leaves) {
        List<String> names = new ArrayList<>();
        NetDeclaration.Group group = null;
        for (Signal<?> leaf : leaves) {
            if (!(leaf.term().operation instanceof Term.Operation.Net net)
                    || (group != null && net.declaration().group != group)) {
                return List.of();
            }
            group = net.declaration().group;
            names.add(net.declaration().suffix);
        }
        return names;
    }

    /// Length of the words, each with its `_`, that all names begin with.
    private static int commonStem(List<String> names) {
        String first = names.getFirst();
        int common = first.length();
        for (String name : names) {
            common = Math.min(common, name.length());
            for (int i = 0; i < common; i++) {
                if (name.charAt(i) != first.charAt(i)) {
                    common = i;
                }
            }
        }
        return first.lastIndexOf('_', common - 1) + 1;
    }

    private static void collect(Object value, String path, List<String> names) {
        switch (value) {
            case Signal<?> signal -> names.add(path);
            case Bundle<?> bundle -> {
                RecordComponent[] components = bundle.getClass().getRecordComponents();
                Object[] values = BundleShape.of(bundle).components(bundle);
                for (int i = 0; i < values.length; i++) {
                    collect(values[i], joined(path, components[i].getName()), names);
                }
            }
            case Union union -> names.add(path);
            case Vec<?> vector -> collect(vector.elements(), path, names);
            case List<?> list -> {
                int index = 0;
                for (Object element : list) {
                    collect(element, joined(path, Integer.toString(index++)), names);
                }
            }
            default -> {}
        }
    }

    private static String joined(String path, String name) {
        return path.isEmpty() ? name : path + "_" + name;
    }
}
