package org.jetstreamlan.hdl.errors;

import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// A signal depends on itself with no register on the way.
/// Looked at bit by bit: a carry chain inside one vector is no loop. Each hop is shown with its line.
final class CombinationalLoop {
    private CombinationalLoop() {}

    static final class Wrong extends Module {
        final UInt step = input(uint(4));
        final UInt total = output(uint(4));

        @Override
        protected void build() {
            total.assign(total.add(step));
        }
    }

    static final class Fixed extends Module {
        final UInt step = input(uint(4));
        final UInt total = output(uint(4));
        private final UInt sum = reg(uint(4), init(0));

        @Override
        protected void build() {
            sum.next(sum.add(step));
            total.assign(sum);
        }
    }
}
