package org.jetstreamlan.hdl.errors;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// No statement drives some bits of a wire, an output or an input of a child.
final class Undriven {
    private Undriven() {}

    static final class Wrong extends Module {
        final UInt x = input(uint(4));
        final Bits y = output(bits(8));

        @Override
        protected void build() {
            y.slice(3, 0).assign(x.asBits());
        }
    }

    static final class Fixed extends Module {
        final UInt x = input(uint(4));
        final Bits y = output(bits(8));

        @Override
        protected void build() {
            y.slice(3, 0).assign(x.asBits());
            y.slice(7, 4).assign(0);
        }
    }
}
