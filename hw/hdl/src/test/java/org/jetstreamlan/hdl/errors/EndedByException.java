package org.jetstreamlan.hdl.errors;

import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// Java code threw an exception while the design was built.
/// The report shows the line, and every mistake that was found before it.
final class EndedByException {
    private EndedByException() {}

    static final class Wrong extends Module {
        final UInt y = output(uint(8));
        private final int[] table = {1, 2, 3};

        @Override
        protected void build() {
            y.assign(table[table.length]);
        }
    }

    static final class Fixed extends Module {
        final UInt y = output(uint(8));
        private final int[] table = {1, 2, 3};

        @Override
        protected void build() {
            y.assign(table[table.length - 1]);
        }
    }
}
