package org.jetstreamlan.hdl.errors;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// The same bits are assigned twice where the second assignment would always hide the first.
/// A later assignment overrides an earlier one only from inside a `when` or `select`.
final class MultipleDrivers {
    private MultipleDrivers() {}

    static final class Wrong extends Module {
        final Bool busy = input(bool());
        final UInt y = output(uint(4));

        @Override
        protected void build() {
            when(busy, () -> y.assign(1));
            y.assign(0);
        }
    }

    static final class Fixed extends Module {
        final Bool busy = input(bool());
        final UInt y = output(uint(4));

        @Override
        protected void build() {
            y.assign(0);
            when(busy, () -> y.assign(1));
        }
    }
}
