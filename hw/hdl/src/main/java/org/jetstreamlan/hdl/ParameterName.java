package org.jetstreamlan.hdl;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a module's parameters add to its name: `Fifo(new Parameters(64, 16))` with `record Parameters(int width, int depth)` is `Fifo_w64_d16`.
///
/// Each component gives the initials of its name and its value: numbers and strings as they are, enum constants in lower case, a type
/// its width, nested records and lists their elements; a flag its name if it is set. Components with the same initials are written out.
final class ParameterName {
    private ParameterName() {}

    /// `_w64_d16` for the records that `module` keeps in final fields, in their order; empty if there is none.
    static String of(Module module) {
        StringBuilder name = new StringBuilder();
        for (Class<?> type = module.getClass(); type != Module.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getType().isRecord()
                        && Modifier.isFinal(field.getModifiers())
                        && !Data.class.isAssignableFrom(field.getType())
                        && !Modifier.isStatic(field.getModifiers())) {
                    name.append(suffix(read(field, module), module));
                }
            }
        }
        return name.toString();
    }

    private static String suffix(Object parameters, Module module) {
        List<RecordComponent> components = List.of(parameters.getClass().getRecordComponents());
        List<String> shortNames = components.stream().map(c -> initials(c.getName())).toList();
        StringBuilder suffix = new StringBuilder();
        for (int i = 0; i < components.size(); i++) {
            RecordComponent component = components.get(i);
            boolean unique =
                    shortNames.indexOf(shortNames.get(i))
                            == shortNames.lastIndexOf(shortNames.get(i));
            String name = unique ? shortNames.get(i) : component.getName();
            Object value = read(component, parameters);
            if (value instanceof Boolean flag) {
                suffix.append(flag ? "_" + component.getName() : "");
            } else {
                suffix.append('_').append(name).append(text(value, component.getName(), module));
            }
        }
        return suffix.toString();
    }

    private static String text(Object value, String component, Module module) {
        String text =
                switch (value) {
                    case Type<?> type -> Integer.toString(type.width());
                    case Enum<?> constant -> "_" + constant.name().toLowerCase(Locale.ROOT);
                    case List<?> list ->
                            list.stream()
                                    .map(each -> text(each, component, module))
                                    .collect(Collectors.joining("_"));
                    case Record record -> suffix(record, module);
                    case Number _, String _, Character _, Boolean _ ->
                            value.toString().replace("-", "minus");
                    default -> {
                        Reports.parameter(module, component, value.getClass());
                        yield "";
                    }
                };
        return text.replaceAll("[^A-Za-z0-9_]+", "_");
    }

    /// `w` of `width`, `bw` of `blockWidth`.
    private static String initials(String name) {
        StringBuilder initials = new StringBuilder(name.substring(0, 1));
        name.chars()
                .skip(1)
                .filter(Character::isUpperCase)
                .forEach(c -> initials.append((char) Character.toLowerCase(c)));
        return initials.toString();
    }

    private static Object read(Field field, Module module) {
        try {
            field.setAccessible(true);
            Object value = field.get(module);
            return value == null ? new NoParameters() : value;
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            return new NoParameters();
        }
    }

    private static Object read(RecordComponent component, Object parameters) {
        try {
            component.getAccessor().setAccessible(true);
            Object value = component.getAccessor().invoke(parameters);
            return value == null ? "" : value;
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return "";
        }
    }

    private record NoParameters() {}
}
