package org.jetstreamlan.hdl.errors;

import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.Vec;

/// The library was asked for something that makes no hardware: a vector without elements, a memory without cells, a child adopted twice.
final class BadArgument {
    private BadArgument() {}

    static final class Wrong extends Module {
        final Vec<UInt> taps = output(vec(0, uint(8)));

        @Override
        protected void build() {
            taps.forEach(tap -> tap.assign(0));
        }
    }

    static final class Fixed extends Module {
        final Vec<UInt> taps = output(vec(4, uint(8)));

        @Override
        protected void build() {
            taps.forEach(tap -> tap.assign(0));
        }
    }
}
