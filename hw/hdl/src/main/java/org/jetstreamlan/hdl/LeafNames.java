package org.jetstreamlan.hdl;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the leaves of a value are called after the record components that hold them: `data`, `header.length`; empty for a plain signal.
final class LeafNames {
    /// One path a leaf, in the order of [Data#leaves].
    final List<String> paths = new ArrayList<>();

    /// The records inside the value, by path.
    final Map<String, Bundle<?>> bundles = new LinkedHashMap<>();

    LeafNames(Data<?> value) {
        collect(value, "");
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
