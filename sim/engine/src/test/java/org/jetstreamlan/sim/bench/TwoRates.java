package org.jetstreamlan.sim.bench;

import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.ClockSpec;

/// A counter at the top's own clock, 125 MHz, and one at a clock of 50 MHz; `in`, its inverse, and what it was at the last own edge.
final class TwoRates extends Module {
    final ClockDomain slow =
            clockDomain(
                    "slow",
                    new ClockSpec(
                            ClockSpec.Edge.RISING, ClockSpec.Reset.SYNCHRONOUS, true, 50_000_000));
    final UInt in = input(uint(8));
    final UInt inverse = output(uint(8));
    final UInt held = output(uint(8));
    final UInt fastCount = output(uint(8));
    final UInt slowCount = output(uint(8), slow);
    private final UInt last = reg(uint(8), init(0));
    private final UInt fast = reg(uint(8), init(0));
    private final UInt slowly = reg(uint(8), init(0), slow);

    @Override
    protected void build() {
        last.next(in);
        fast.next(fast.add(1));
        slowly.next(slowly.add(1));
        inverse.assign(in.not());
        held.assign(last);
        fastCount.assign(fast);
        slowCount.assign(slowly);
    }
}
