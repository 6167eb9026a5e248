package org.jetstreamlan.hdl;

/// A clock that a module makes for the one that adopts it: it has those edges of the module's own clock before which a signal is 1. Never a value:
/// it cannot be read or computed, only be given to [Module#clockDomain(String, Clock)].
///
/// [org.jetstreamlan.hdl.lib.clock.ClockGate] and [org.jetstreamlan.hdl.lib.clock.ClockDivider] have one; other clocks are inputs of the top.
public final class Clock {
    /// The domain of the module that makes it.
    final ClockDomain of;

    /// 1 before the edges that it has.
    final Bool ticking;

    Clock(ClockDomain of, Bool ticking) {
        this.of = of;
        this.ticking = ticking;
    }

    @Override
    public String toString() {
        return "clock of " + Reports.path(of.owner);
    }
}
