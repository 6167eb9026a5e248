package org.jetstreamlan.hdl;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

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
        for (Object value : BundleShape.of(this).components(this)) {
            collect(value, leaves);
        }
        return leaves;
    }

    @Override
    default List<Signal<?>> fromTop() {
        List<Signal<?>> leaves = new ArrayList<>();
        for (Object value : BundleShape.of(this).components(this)) {
            collectFromTop(value, leaves);
        }
        return leaves;
    }

    @Override
    @SuppressWarnings("unchecked")
    default T rebuilt(List<Signal<?>> leaves) {
        BundleShape shape = BundleShape.of(this);
        Object[] values = shape.components(this);
        Iterator<Signal<?>> rest = leaves.iterator();
        for (int i = 0; i < values.length; i++) {
            values[i] = replaced(values[i], rest);
        }
        return (T) shape.make(values);
    }

    private static void collect(Object value, List<Signal<?>> leaves) {
        Objects.requireNonNull(value);
        if (value instanceof Signal<?> signal) {
            leaves.add(signal);
        } else if (value instanceof Data<?> data) {
            leaves.addAll(data.leaves());
        } else if (value instanceof List<?> list) {
            for (Object element : list) {
                collect(element, leaves);
            }
        }
    }

    private static void collectFromTop(Object value, List<Signal<?>> leaves) {
        if (value instanceof Data<?> data) {
            leaves.addAll(data.fromTop());
        } else if (value instanceof List<?> list) {
            for (Object element : list.reversed()) {
                collectFromTop(element, leaves);
            }
        }
    }

    private static Object replaced(Object value, Iterator<Signal<?>> rest) {
        if (value instanceof Signal<?>) {
            return rest.next();
        }
        if (value instanceof Data<?> data) {
            List<Signal<?>> own = new ArrayList<>();
            for (Signal<?> _ : data.leaves()) {
                own.add(rest.next());
            }
            return data.rebuilt(own);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(element -> replaced(element, rest)).toList();
        }
        return value;
    }
}
