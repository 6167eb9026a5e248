package org.jetstreamlan.hdl.lib.count;

import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;

/// A tick every `period` clocks, for what is to run slower than the clock.
///
/// ```
/// clock      0    1    2    3    4    5    6    7      period 3
/// restart    ____________________/▔▔▔▔\_________
/// tick       __________/▔▔▔▔\______________/▔▔▔▔
/// ```
/// After reset or `restart` the first tick is `period` clocks later, the clock of reset or restart not counted.
public final class Ticker extends Module {
    private final long period;

    /// Begin the period anew; no tick in this clock.
    public final Bool restart = input(bool());

    public final Bool tick = output(bool());

    /// @param period clocks from tick to tick, at least 1
    public Ticker(long period) {
        if (period < 1) {
            throw Arguments.wrong(
                    "a ticker", "with a period of " + period + " clocks", "give it 1 or more");
        }
        this.period = period;
        super();
    }

    @Override
    protected String moduleName() {
        return "Ticker_p" + period;
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        if (period == 1) {
            tick.assign(restart.not());
            return;
        }
        // Counts down: 0 is found with less logic than any other number.
        var left = reg(uint(64 - Long.numberOfLeadingZeros(period - 1)), init(period - 1));
        var over = left.eq(0);
        tick.assign(over.and(restart.not()));
        left.next(mux(over.or(restart), num(period - 1, left.width()), left.sub(1)));
    }
}
