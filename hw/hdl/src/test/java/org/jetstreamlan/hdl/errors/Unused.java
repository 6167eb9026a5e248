package org.jetstreamlan.hdl.errors;

import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// Nothing reads a signal. A hint that `Design.hints()` gives: the design is legal and elaborates.
final class Unused {
    private Unused() {}

    static final class Wrong extends Module {
        final UInt x = input(uint(4));
        final UInt y = output(uint(4));

        @Override
        protected void build() {
            var spare = wire(uint(4));
            spare.assign(x.add(1));
            y.assign(x);
        }
    }

    static final class Fixed extends Module {
        final UInt x = input(uint(4));
        final UInt y = output(uint(4));

        @Override
        protected void build() {
            var next = wire(uint(4));
            next.assign(x.add(1));
            y.assign(next);
        }
    }
}
