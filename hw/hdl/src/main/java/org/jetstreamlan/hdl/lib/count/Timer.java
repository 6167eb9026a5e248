package org.jetstreamlan.hdl.lib.count;

import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;

/// A timer that expires once, `clocks` after its start.
///
/// ```
/// clock      0    1    2    3    4    5         3 clocks
/// start      /▔▔▔▔\________________________
/// running    _____/▔▔▔▔▔▔▔▔▔▔▔▔▔▔\_________
/// expired    _______________/▔▔▔▔\_________    in the last running clock
/// ```
/// A start while it runs begins anew; `stop` ends it without expiry and goes before `start`. Neither keeps `expired` from showing in its own clock.
public final class Timer extends Module {
    private final long clocks;

    public final Bool start = input(bool());
    public final Bool stop = input(bool());
    public final Bool running = output(bool());
    public final Bool expired = output(bool());

    /// @param clocks from the start to the expiry, at least 1
    public Timer(long clocks) {
        if (clocks < 1) {
            throw Arguments.wrong("a timer", "of " + clocks + " clocks", "give it 1 or more");
        }
        this.clocks = clocks;
        super();
    }

    @Override
    protected String moduleName() {
        return "Timer_c" + clocks;
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var left = reg(uint(64 - Long.numberOfLeadingZeros(clocks)), init(0));
        running.assign(left.ne(0));
        expired.assign(left.eq(1));
        when(stop, () -> left.next(0))
                .elseWhen(start, () -> left.next(clocks))
                .elseWhen(running, () -> left.next(left.sub(1)));
    }
}
