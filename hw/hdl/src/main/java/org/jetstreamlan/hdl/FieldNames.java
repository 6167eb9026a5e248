package org.jetstreamlan.hdl;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.List;

/// Gives what a module declared in fields the names of those fields; elements of lists and arrays get `_index`.
final class FieldNames {
    private FieldNames() {}

    static void apply(Module module) {
        for (Class<?> type = module.getClass(); type != Module.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    name(module, read(field, module), field.getName());
                }
            }
        }
    }

    private static Object read(Field field, Module module) {
        try {
            field.setAccessible(true);
            Object value = field.get(module);
            return value == null ? "" : value;
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            return "";
        }
    }

    private static void name(Module module, Object value, String name) {
        switch (value) {
            case Data<?> data -> {
                for (Signal<?> leaf : data.leaves()) {
                    nameTerm(module, leaf.term(), name);
                }
            }
            case Inout inout -> {
                if (inout.owner == module && inout.name == null) {
                    inout.name = name;
                }
            }
            case Mem<?> memory -> {
                if (memory.name == null) {
                    memory.name = name;
                }
            }
            case Module child -> {
                if (child.parent() == module && child.instanceName == null) {
                    child.instanceName = name;
                }
            }
            case List<?> list -> {
                int index = 0;
                for (Object element : list) {
                    name(module, element, name + "_" + index++);
                }
            }
            case Object[] array -> name(module, List.of(array), name);
            default -> {}
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
