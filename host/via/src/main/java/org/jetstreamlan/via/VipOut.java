package org.jetstreamlan.via;

import org.jspecify.annotations.Nullable;

/// Where a function puts what it gives beside its code.
public final class VipOut<T> {
    private @Nullable T value;

    void set(T newValue) {
        value = newValue;
    }

    /// What was given last.
    ///
    /// @throws IllegalStateException if nothing was: the function did not return SUCCESS
    public T value() {
        if (value == null) {
            throw new IllegalStateException(
                    "VIA: the function gave nothing; look at the code that it returned");
        }
        return value;
    }
}
