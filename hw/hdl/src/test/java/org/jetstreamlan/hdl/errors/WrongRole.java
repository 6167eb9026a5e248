package org.jetstreamlan.hdl.errors;

import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// A signal is used in a role that it does not have.
/// A register takes its value with `next`, at the clock edge; a wire or output with `assign`, at once. An input is driven from outside, and an expression by nothing.
final class WrongRole {
    private WrongRole() {}

    static final class Wrong extends Module {
        final UInt count = output(uint(8));
        private final UInt value = reg(uint(8), init(0));

        @Override
        protected void build() {
            value.assign(value.add(1));
            count.assign(value);
        }
    }

    static final class Fixed extends Module {
        final UInt count = output(uint(8));
        private final UInt value = reg(uint(8), init(0));

        @Override
        protected void build() {
            value.next(value.add(1));
            count.assign(value);
        }
    }
}
