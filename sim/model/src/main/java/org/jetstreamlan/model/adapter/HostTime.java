package org.jetstreamlan.model.adapter;

import java.util.function.BooleanSupplier;

/// Time, as the hosts of the adapters on a ring see it. In words, one a core clock.
public interface HostTime {
    /// Words since the ring began.
    long now();

    /// Lets the ring go on by `words`.
    void pass(long words);

    /// Lets the ring go on until `done`, at most by `words`.
    ///
    /// @return whether it is
    boolean await(BooleanSupplier done, long words);
}
