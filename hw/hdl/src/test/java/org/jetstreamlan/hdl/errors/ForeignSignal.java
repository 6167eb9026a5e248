package org.jetstreamlan.hdl.errors;

import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// A module reads or drives a signal inside another one.
/// A module sees its own signals and the ports of its children. What others need comes out through an output.
final class ForeignSignal {
    private ForeignSignal() {}

    private static final class Counter extends Module {
        final UInt count = output(uint(8));
        final UInt value = reg(uint(8), init(0));

        @Override
        protected void build() {
            value.next(value.add(1));
            count.assign(value);
        }
    }

    static final class Wrong extends Module {
        final UInt last = output(uint(8));
        private final Counter counter = child(new Counter());

        @Override
        protected void build() {
            last.assign(counter.value);
        }
    }

    static final class Fixed extends Module {
        final UInt last = output(uint(8));
        private final Counter counter = child(new Counter());

        @Override
        protected void build() {
            last.assign(counter.count);
        }
    }
}
