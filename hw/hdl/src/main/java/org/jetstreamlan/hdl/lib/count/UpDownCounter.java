package org.jetstreamlan.hdl.lib.count;

import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// Counts up and down between 0 and `maximum`. Up and down in one clock leave the value.
///
/// | end | up at the maximum | down at 0 |
/// | --- | --- | --- |
/// | [End#WRAP] | 0 | the maximum |
/// | [End#SATURATE] | stays | stays |
///
/// ```
/// clock     0    1    2    3    4    5      maximum 2, SATURATE
/// up        ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔\_________
/// down      _______________/▔▔▔▔▔▔▔▔▔
/// value     | 0  | 1  | 2  | 2  | 1  | 0
/// ```
public final class UpDownCounter extends Module {
    /// What happens at the ends.
    public enum End {
        WRAP,
        SATURATE
    }

    private final long maximum;
    private final End end;

    public final Bool up = input(bool());
    public final Bool down = input(bool());
    public final UInt value;

    /// @param maximum at least 1
    public UpDownCounter(long maximum, End end) {
        if (maximum < 1) {
            throw Arguments.wrong("a counter", "up to " + maximum, "let it count to 1 or more");
        }
        this.maximum = maximum;
        this.end = end;
        super();
        this.value = output(uint(64 - Long.numberOfLeadingZeros(maximum)));
    }

    @Override
    protected String moduleName() {
        return "UpDownCounter_m" + maximum + (end == End.SATURATE ? "_saturate" : "_wrap");
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var count = reg(uint(value.width()), init(0));
        value.assign(count);
        var atTop = count.eq(maximum);
        var atBottom = count.eq(0);
        boolean wraps = end == End.WRAP;
        when(
                up.and(down.not()),
                () -> count.next(mux(atTop, wraps ? num(0, count.width()) : count, count.add(1))));
        when(
                down.and(up.not()),
                () ->
                        count.next(
                                mux(
                                        atBottom,
                                        wraps ? num(maximum, count.width()) : count,
                                        count.sub(1))));
    }
}
