package org.jetstreamlan.hdl.errors;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// Some path through the statements leaves bits of a wire or output without a value.
/// Hardware would have to remember the old one: a latch, which is nearly never meant. A register holds; a wire needs a value on every path.
final class Latch {
    private Latch() {}

    static final class Wrong extends Module {
        final Bool enable = input(bool());
        final UInt x = input(uint(4));
        final UInt y = output(uint(4));

        @Override
        protected void build() {
            when(enable, () -> y.assign(x));
        }
    }

    static final class Fixed extends Module {
        final Bool enable = input(bool());
        final UInt x = input(uint(4));
        final UInt y = output(uint(4));

        @Override
        protected void build() {
            y.assign(0);
            when(enable, () -> y.assign(x));
        }
    }
}
