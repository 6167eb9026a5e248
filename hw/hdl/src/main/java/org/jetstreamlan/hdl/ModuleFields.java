package org.jetstreamlan.hdl;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields of the user's module classes, looked up once for each.
final class ModuleFields {
    /// @param readable fields of the class and of those it extends
    /// @param changing those among them that are not final
    /// @param all whether there are no others: a Java module that is not open to the library hides its own
    record Fields(List<Field> readable, List<Field> changing, boolean all) {}

    private final Map<Class<?>, Fields> known = new HashMap<>();

    Fields of(Class<?> module) {
        Fields fields = known.get(module);
        if (fields == null) {
            fields = find(module);
            known.put(module, fields);
        }
        return fields;
    }

    private static Fields find(Class<?> module) {
        List<Field> readable = new ArrayList<>();
        List<Field> changing = new ArrayList<>();
        boolean all = true;
        for (Class<?> type = module; type != Module.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    if (!field.trySetAccessible()) {
                        all = false;
                        continue;
                    }
                    readable.add(field);
                    if (!Modifier.isFinal(field.getModifiers())) {
                        changing.add(field);
                    }
                }
            }
        }
        return new Fields(readable, changing, all);
    }

    static @Nullable Object read(Field field, Module module) {
        try {
            return field.get(module);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(field + " was accessible before", e);
        }
    }
}
