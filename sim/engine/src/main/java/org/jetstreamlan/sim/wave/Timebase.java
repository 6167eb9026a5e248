package org.jetstreamlan.sim.wave;

import java.util.List;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.ModuleDef;

/// When periods are drawn, and the clock that is drawn with them: the first of the top. Times are in the largest unit, from picoseconds up to a second in
/// powers of ten, of which half a period is a whole number: dumps say fewer digits.
///
/// ```
/// time      0        P/2       P        3P/2      2P            P = period of the top's clock
/// clk   ____________________/ ------- \ _______ / ---           period 0 ends at P
/// values |  period 0           |  period 1          |
/// ```
/// Values of a period are those before its edge, drawn from the edge before: pokes seem to follow that edge at once.
///
/// @param clock name of the clock's port, empty where there is none
/// @param falling whether registers sample at the falling edge, so that the clock is drawn upside down
/// @param exponent of the unit: -12 for picoseconds to 0 for seconds
/// @param period in units
/// @param half of it, where that is a whole number
/// @param exact whether it is
record Timebase(
        String clock, boolean falling, int exponent, double period, long half, boolean exact) {
    private static final double PICOSECONDS = 1e12;
    private static final int PICOSECOND = -12;
    private static final List<String> UNITS = List.of("ps", "ns", "us", "ms", "s");

    static Timebase of(ModuleDef top) {
        List<ModuleDef.Domain> domains = top.domains();
        ClockSpec spec = domains.isEmpty() ? ClockSpec.CORE : domains.getFirst().spec();
        double period = PICOSECONDS / spec.hertz();
        long half = Math.round(period / 2);
        boolean exact = 2 * half == period;
        int exponent = PICOSECOND;
        while (exact && exponent < 0 && half % 10 == 0) {
            exponent++;
            half /= 10;
        }
        return new Timebase(
                domains.isEmpty() ? "" : domains.getFirst().clock(),
                spec.edge() == ClockSpec.Edge.FALLING,
                exponent,
                exact ? 2 * half : period,
                half,
                exact);
    }

    /// The unit as a dump names it: `10ns`.
    String unit() {
        int thousands = Math.floorDiv(exponent, 3);
        return "1" + "0".repeat(exponent - 3 * thousands) + UNITS.get(thousands + UNITS.size() - 1);
    }

    boolean clocked() {
        return !clock.isEmpty();
    }

    /// When the values of a period begin.
    long start(long cycle) {
        return at(2 * cycle);
    }

    /// When the clock goes back; none in period 0, since power-up is no edge.
    long middle(long cycle) {
        return at(2 * cycle + 1);
    }

    private long at(long halves) {
        return exact ? halves * half : Math.round(halves * period / 2);
    }

    /// The clock's level from the start of a period on.
    boolean level(long cycle) {
        return cycle > 0 != falling;
    }
}
