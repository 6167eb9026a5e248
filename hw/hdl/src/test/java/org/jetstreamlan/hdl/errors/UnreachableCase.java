package org.jetstreamlan.hdl.errors;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// A case of a `select` can never be taken, because cases before it take all its values.
/// The first case that matches is taken, so the special one stands before the general one.
final class UnreachableCase {
    private UnreachableCase() {}

    static final class Wrong extends Module {
        final Bits code = input(bits(4));
        final UInt kind = output(uint(2));

        @Override
        protected void build() {
            select(code)
                    .like("1???", () -> kind.assign(1))
                    .is(0b1111, () -> kind.assign(2))
                    .otherwise(() -> kind.assign(0));
        }
    }

    static final class Fixed extends Module {
        final Bits code = input(bits(4));
        final UInt kind = output(uint(2));

        @Override
        protected void build() {
            select(code)
                    .is(0b1111, () -> kind.assign(2))
                    .like("1???", () -> kind.assign(1))
                    .otherwise(() -> kind.assign(0));
        }
    }
}
