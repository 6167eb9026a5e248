package org.jetstreamlan.hdl;

import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jspecify.annotations.Nullable;

/// A clock with its reset, as one module sees it: a formal that the parent binds to one of its own domains. Has identity: two of the same
/// [ClockSpec] are still two.
public final class ClockDomain {
    final Module owner;
    final int index;
    final String name;

    /// Null for a module's own domain: its spec comes from the parent.
    final @Nullable ClockSpec spec;

    ClockDomain(Module owner, int index, String name, @Nullable ClockSpec spec) {
        this.owner = owner;
        this.index = index;
        this.name = name;
        this.spec = spec;
    }

    @Override
    public String toString() {
        return "clock domain " + (name.isEmpty() ? "of the module" : name);
    }
}
