package org.jetstreamlan.hdl;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gives what a module declared in fields the names of those fields; elements of lists and arrays get `_index`.
final class FieldNames {
    private final Map<Class<?>, List<Field>> known = new HashMap<>();

    void apply(Module module) {
        List<Field> fields = known.get(module.getClass());
        if (fields == null) {
            fields = fieldsOf(module.getClass());
            known.put(module.getClass(), fields);
        }
        for (Field field : fields) {
            name(module, read(field, module), field.getName());
        }
    }

    /// The fields of a class and those it extends that can hold a signal and can be read.
    private static List<Field> fieldsOf(Class<?> module) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> type = module; type != Module.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())
                        && !field.getType().isPrimitive()
                        && field.trySetAccessible()) {
                    fields.add(field);
                }
            }
        }
        return fields;
    }

    private static Object read(Field field, Module module) {
        try {
            Object value = field.get(module);
            return value == null ? "" : value;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(field + " was accessible before", e);
        }
    }

    private static void name(Module module, Object value, String name) {
        if (value instanceof Data<?> data) {
            for (Signal<?> leaf : data.leaves()) {
                nameTerm(module, leaf.term(), name);
            }
        } else if (value instanceof Inout inout) {
            if (inout.owner == module && inout.name == null) {
                inout.name = name;
            }
        } else if (value instanceof Mem<?> memory) {
            if (memory.name == null) {
                memory.name = name;
            }
        } else if (value instanceof Module child) {
            if (child.parent() == module && child.instanceName == null) {
                child.instanceName = name;
            }
        } else if (value instanceof List<?> list) {
            int index = 0;
            for (Object element : list) {
                name(module, element, name + "_" + index++);
            }
        } else if (value instanceof Object[] array) {
            name(module, List.of(array), name);
        }
    }

    private static void nameTerm(Module module, Term term, String name) {
        if (term.operation instanceof Term.Operation.Net net
                && net.declaration().owner == module
                && net.declaration().group.name == null) {
            net.declaration().group.name = name;
        }
    }
}
