package org.jetstreamlan.hdl;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/// What the leaves of a value are called after the record components that hold them: `data`, `header_length`; empty for a plain signal.
final class LeafNames {
    private LeafNames() {}

    /// One name a leaf, in the order of [Data#leaves].
    static List<String> of(Data<?> value) {
        List<String> names = new ArrayList<>();
        collect(value, "", names);
        return names;
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
