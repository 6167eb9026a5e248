package org.jetstreamlan.hdl.errors;

import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// Two widths that must be equal are not.
/// Widths are known where a signal is made and never inferred. An operand or an assigned value of another width is an error; the verb says what is meant:
/// `zext` and `sext` widen, `trunc` cuts, `addFull` keeps the carry.
final class WidthMismatch {
    private WidthMismatch() {}

    static final class Wrong extends Module {
        final UInt a = input(uint(8));
        final UInt sum = output(uint(9));

        @Override
        protected void build() {
            sum.assign(a.add(a));
        }
    }

    static final class Fixed extends Module {
        final UInt a = input(uint(8));
        final UInt sum = output(uint(9));

        @Override
        protected void build() {
            sum.assign(a.addFull(a));
        }
    }
}
