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
                for (RecordComponent component : bundle.getClass().getRecordComponents()) {
                    collect(read(bundle, component), joined(path, component.getName()), names);
                }
            }
            case List<?> list -> {
                int index = 0;
                for (Object element : list) {
                    collect(element, joined(path, Integer.toString(index++)), names);
                }
            }
            default -> {}
        }
    }

    private static Object read(Object bundle, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(bundle);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "component " + component.getName() + " cannot be read", e);
        }
    }

    private static String joined(String path, String name) {
        return path.isEmpty() ? name : path + "_" + name;
    }
}
