package org.jetstreamlan.hdl.errors;

import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// A constant does not fit the signal that it is for.
/// An unsigned signal of n bits holds 0 to 2^n - 1, a signed one -2^(n-1) to 2^(n-1) - 1. Nothing is cut silently.
final class LiteralRange {
    private LiteralRange() {}

    static final class Wrong extends Module {
        final UInt level = output(uint(3));

        @Override
        protected void build() {
            level.assign(8);
        }
    }

    static final class Fixed extends Module {
        final UInt level = output(uint(4));

        @Override
        protected void build() {
            level.assign(8);
        }
    }
}
