package org.jetstreamlan.hdl.errors;

import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// A name that Verilog cannot take, given with `named(...)` or as a module's name.
/// Names of Java variables are always fine: one that is a reserved word of Verilog gets an underscore.
final class BadName {
    private BadName() {}

    static final class Wrong extends Module {
        final UInt x = input(uint(4));
        final UInt y = output(uint(4));

        @Override
        protected void build() {
            var sum = wire(uint(4)).named("the sum");
            sum.assign(x.add(1));
            y.assign(sum);
        }
    }

    static final class Fixed extends Module {
        final UInt x = input(uint(4));
        final UInt y = output(uint(4));

        @Override
        protected void build() {
            var sum = wire(uint(4)).named("the_sum");
            sum.assign(x.add(1));
            y.assign(sum);
        }
    }
}
