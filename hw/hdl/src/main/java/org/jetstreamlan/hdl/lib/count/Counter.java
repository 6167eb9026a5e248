package org.jetstreamlan.hdl.lib.count;

import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// Counts 0, 1, ... `modulo` - 1, 0, ...
///
/// ```
/// clock     0    1    2    3    4    5      modulo 3
/// enable    ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔\____/▔▔▔▔
/// value     | 0  | 1  | 2  | 0  | 0  | 1
/// wraps     __________/▔▔▔▔\_________
/// ```
/// The value after a clock with `enable` is the next one. `clear` makes it 0 and goes before `enable`.
public final class Counter extends Module {
    private final long modulo;

    /// Count in this clock.
    public final Bool enable = input(bool());

    /// Begin again at 0.
    public final Bool clear = input(bool());

    public final UInt value;

    /// This clock counts from the last value to 0.
    public final Bool wraps = output(bool());

    /// @param modulo number of values, at least 2
    public Counter(long modulo) {
        if (modulo < 2) {
            throw Arguments.wrong(
                    "a counter", "modulo " + modulo, "give it a modulus of 2 or more");
        }
        this.modulo = modulo;
        super();
        this.value = output(uint(64 - Long.numberOfLeadingZeros(modulo - 1)));
    }

    @Override
    protected String moduleName() {
        return "Counter_m" + modulo;
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var count = reg(uint(value.width()), init(0));
        var last = count.eq(modulo - 1);
        value.assign(count);
        wraps.assign(enable.and(last).and(clear.not()));
        when(clear, () -> count.next(0))
                .elseWhen(enable, () -> count.next(mux(last, num(0, count.width()), count.add(1))));
    }
}
