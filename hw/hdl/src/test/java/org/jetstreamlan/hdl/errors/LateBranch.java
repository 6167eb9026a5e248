package org.jetstreamlan.hdl.errors;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// A branch of a `when` or `select` is said after other statements, in another block, or behind the `otherwise`.
/// A choice is one statement, at the place of its first line. What stands between would come after all branches, though it reads as if it came before the last.
final class LateBranch {
    private LateBranch() {}

    static final class Wrong extends Module {
        final Bool load = input(bool());
        final UInt count = output(uint(8));
        private final UInt value = reg(uint(8), init(0));

        @Override
        protected void build() {
            var loading = when(load, () -> value.next(100));
            count.assign(value);
            loading.otherwise(() -> value.next(value.sub(1)));
        }
    }

    static final class Fixed extends Module {
        final Bool load = input(bool());
        final UInt count = output(uint(8));
        private final UInt value = reg(uint(8), init(0));

        @Override
        protected void build() {
            when(load, () -> value.next(100)).otherwise(() -> value.next(value.sub(1)));
            count.assign(value);
        }
    }
}
