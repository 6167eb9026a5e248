package org.jetstreamlan.hdl.lib.clock;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Clock;
import org.jetstreamlan.hdl.Module;

/// A clock that rests while `enable` is 0: it has exactly those edges of the block's own clock before which `enable` is 1.
///
/// ```
/// clk      _/‾\_/‾\_/‾\_/‾\_/‾\_
/// enable   _____/‾‾‾‾‾‾‾\_______
/// clock    _______/‾\_/‾\_______
/// ```
/// ```java
/// private final ClockGate gate = child(new ClockGate());
/// private final ClockDomain awake = clockDomain("awake", gate.clock);
/// private final UInt count = reg(uint(8), init(0), awake);
/// ```
/// Latency: none. In the Verilog `enable` becomes the clock enable of what it clocks: nothing can glitch, and edges are simultaneous with those of
/// the source. A synchronous reset acts whether `enable` is 1 or not.
public final class ClockGate extends Module {
    public final Bool enable = input(bool());

    private final Bool ticking = output(bool());

    /// For [Module#clockDomain(String, Clock)] in the module that adopts this one.
    public final Clock clock = derivedClock(ticking);

    @Override
    protected void build() {
        ticking.assign(enable);
    }
}
