package org.jetstreamlan.hdl.errors;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// The body of a `when` assigns nothing. A hint that `Design.hints()` gives: the design is legal and elaborates.
/// Mostly an operator was taken for a command: `value.add(1)` is a sum that nobody takes.
final class EmptyBody {
    private EmptyBody() {}

    static final class Wrong extends Module {
        final Bool tick = input(bool());
        final UInt count = output(uint(8));
        private final UInt value = reg(uint(8), init(0));

        @Override
        protected void build() {
            when(tick, () -> value.add(1));
            count.assign(value);
        }
    }

    static final class Fixed extends Module {
        final Bool tick = input(bool());
        final UInt count = output(uint(8));
        private final UInt value = reg(uint(8), init(0));

        @Override
        protected void build() {
            when(tick, () -> value.next(value.add(1)));
            count.assign(value);
        }
    }
}
