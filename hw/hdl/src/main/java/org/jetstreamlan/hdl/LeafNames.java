package org.jetstreamlan.hdl;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the leaves of a value are called: as the type that declared them says, or, if they were not declared together, after the record components
/// that hold them: `data`, `header.length`; empty for a plain signal.
final class LeafNames {
    /// One path a leaf, in the order of [Data#leaves].
    final List<String> paths = new ArrayList<>();

    /// The records inside the value, by path.
    final Map<String, Bundle<?>> bundles = new LinkedHashMap<>();

    LeafNames(Data<?> value) {
        collect(value, "");
        List<String> declared = declared(value.leaves());
        if (declared.size() > 1) {
            rename(declared);
        }
    }

    /// `shape` with other leaves, which were made in one call: what a variable that holds it is called comes before the names of its leaves.
    static <T extends Data<T>> T suffixed(T shape, List<Signal<?>> leaves) {
        if (leaves.size() > 1) {
            List<String> paths = new LeafNames(shape).paths;
            for (int i = 0; i < leaves.size(); i++) {
                leaves.get(i).term().suffix = paths.get(i).replace('.', '_');
            }
        }
        return shape.rebuilt(leaves);
    }

    private void rename(List<String> declared) {
        String above = paths.getFirst().substring(0, commonStem(paths));
        int stem = commonStem(declared);
        List<String> names = new ArrayList<>();
        for (String name : declared) {
            names.add(above + name.substring(stem));
        }
        if (!names.equals(paths)) {
            paths.clear();
            paths.addAll(names);
            bundles.clear();
        }
    }

    /// The paths that one declaration gave to all leaves, below the variable; empty if there is none.
    private static List<String> declared(List<Signal<?>> leaves) {
        List<String> paths = new ArrayList<>();
        NetDeclaration.Group group = null;
        for (Signal<?> leaf : leaves) {
            if (!(leaf.term().operation instanceof Term.Operation.Net net)
                    || (group != null && net.declaration().group != group)) {
                return List.of();
            }
            group = net.declaration().group;
            paths.add(net.declaration().path);
        }
        return paths;
    }

    /// Length of the names, each with its dot, that all paths begin with.
    private static int commonStem(List<String> paths) {
        String first = paths.getFirst();
        int common = first.length();
        for (String path : paths) {
            common = Math.min(common, path.length());
            for (int i = 0; i < common; i++) {
                if (path.charAt(i) != first.charAt(i)) {
                    common = i;
                }
            }
        }
        return first.lastIndexOf('.', common - 1) + 1;
    }

    private void collect(Object value, String path) {
        switch (value) {
            case Signal<?> signal -> paths.add(path);
            case Bundle<?> bundle -> {
                if (!path.isEmpty()) {
                    bundles.put(path, bundle);
                }
                RecordComponent[] components = bundle.getClass().getRecordComponents();
                Object[] values = BundleShape.of(bundle).components(bundle);
                for (int i = 0; i < values.length; i++) {
                    collect(values[i], joined(path, components[i].getName()));
                }
            }
            case Union union -> paths.add(path);
            case Vec<?> vector -> collect(vector.elements(), path);
            case List<?> list -> {
                int index = 0;
                for (Object element : list) {
                    collect(element, joined(path, Integer.toString(index++)));
                }
            }
            default -> {}
        }
    }

    private static String joined(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
