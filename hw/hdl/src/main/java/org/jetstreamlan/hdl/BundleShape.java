package org.jetstreamlan.hdl;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;

/// How a [Bundle]'s record is taken apart and put together. Reflection is asked once for a class: its answers are costly.
///
/// @param accessors of the components, in order
/// @param constructor takes the components
record BundleShape(Method[] accessors, Constructor<?> constructor) {
    private static final ClassValue<BundleShape> SHAPES =
            new ClassValue<>() {
                @Override
                protected BundleShape computeValue(Class<?> type) {
                    return read(type);
                }
            };

    /// The shape of `bundle`.
    ///
    /// @throws IllegalArgumentException if it is not a record
    static BundleShape of(Bundle<?> bundle) {
        return SHAPES.get(bundle.getClass());
    }

    private static BundleShape read(Class<?> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException(
                    "bundle " + type.getSimpleName() + " is not a record; make it one");
        }
        RecordComponent[] components = type.getRecordComponents();
        Method[] accessors = new Method[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            accessors[i] = components[i].getAccessor();
            accessors[i].setAccessible(true);
            types[i] = components[i].getType();
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return new BundleShape(accessors, constructor);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a record has its canonical constructor", e);
        }
    }

    /// The values of the components of `bundle`.
    Object[] components(Bundle<?> bundle) {
        Object[] values = new Object[accessors.length];
        try {
            for (int i = 0; i < values.length; i++) {
                values[i] = accessors[i].invoke(bundle);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "bundle " + bundle.getClass().getSimpleName() + " cannot be read", e);
        }
        return values;
    }

    /// A bundle of this shape with these components.
    Bundle<?> make(Object[] components) {
        try {
            return (Bundle<?>) constructor.newInstance(components);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "constructor of bundle "
                            + constructor.getDeclaringClass().getSimpleName()
                            + " failed",
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "bundle "
                            + constructor.getDeclaringClass().getSimpleName()
                            + " cannot be rebuilt",
                    e);
        }
    }
}
