package org.jetstreamlan.via;

import org.jspecify.annotations.Nullable;

/// Where a function puts what it gives beside its code.
public final class VipOut<T> {
    private @Nullable T value;

    void set(T newValue) {
        value = newValue;
    }

    /// As C's null pointer.
    void clear() {
        value = null;
    }

    /// Whether nothing was given: the function did not return SUCCESS, or returned DESCRIPTOR_ERROR of an empty queue.
    public boolean isEmpty() {
        return value == null;
    }

    /// What was given last.
    ///
    /// @throws IllegalStateException if nothing was
    public T value() {
        if (value == null) {
            throw new IllegalStateException(
                    "VIA: the function gave nothing; look at the code that it returned");
        }
        return value;
    }
}
