package org.jetstreamlan.hdl;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// A record of hardware values. Components are [Data], lists of them, or plain Java values (which are kept as they are). Declare its
/// [Type] once with [Type#bundle].
///
/// ```java
/// record Flow<T extends Data<T>>(Bool valid, T payload) implements Bundle<Flow<T>> {}
/// ```
public non-sealed interface Bundle<T extends Data<T>> extends Data<T> {
    @Override
    default List<Signal<?>> leaves() {
        List<Signal<?>> leaves = new ArrayList<>();
        for (RecordComponent component : components()) {
            collect(read(component), leaves);
        }
        return leaves;
    }

    @Override
    @SuppressWarnings("unchecked")
    default T rebuilt(List<Signal<?>> leaves) {
        RecordComponent[] components = components();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        Iterator<Signal<?>> rest = leaves.iterator();
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = replaced(read(components[i]), rest);
        }
        try {
            var constructor = getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return (T) constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "constructor of bundle " + getClass().getSimpleName() + " failed",
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "bundle " + getClass().getSimpleName() + " cannot be rebuilt; is it a record?",
                    e);
        }
    }

    private RecordComponent[] components() {
        if (!(this instanceof Record)) {
            throw new IllegalArgumentException(
                    "bundle " + getClass().getSimpleName() + " is not a record; make it one");
        }
        return getClass().getRecordComponents();
    }

    private Object read(RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(this);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "component " + component.getName() + " cannot be read", e);
        }
    }

    private static void collect(Object value, List<Signal<?>> leaves) {
        switch (value) {
            case Data<?> data -> leaves.addAll(data.leaves());
            case List<?> list -> list.forEach(element -> collect(element, leaves));
            default -> {}
        }
    }

    private static Object replaced(Object value, Iterator<Signal<?>> rest) {
        return switch (value) {
            case Data<?> data -> {
                List<Signal<?>> own = new ArrayList<>();
                data.leaves().forEach(leaf -> own.add(rest.next()));
                yield data.rebuilt(own);
            }
            case List<?> list -> list.stream().map(element -> replaced(element, rest)).toList();
            default -> value;
        };
    }
}
