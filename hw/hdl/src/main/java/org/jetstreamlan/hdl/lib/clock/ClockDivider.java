package org.jetstreamlan.hdl.lib.clock;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Clock;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.count.Ticker;

/// A clock with every `divisor`-th edge of the block's own.
///
/// ```
/// clk      _/‾\_/‾\_/‾\_/‾\_/‾\_/‾\_      divisor 3
/// rst      ‾‾‾\_____________________
/// clock    _____________/‾\_________/‾\_
/// ```
/// The first edge after reset or power-up is the `divisor`-th, the edge of reset not counted. In the Verilog it is the source's clock with an
/// enable, as with [ClockGate]; how far its registers are apart in time is known to the tools only through a multicycle constraint of the user's.
public final class ClockDivider extends Module {
    private record Parameters(long divisor) {}

    private final Parameters parameters;
    private final Ticker ticker;
    private final Bool ticking = output(bool());

    /// For [Module#clockDomain(String, Clock)] in the module that adopts this one.
    public final Clock clock = derivedClock(ticking);

    /// @param divisor edges of the source for one of the clock, at least 1
    public ClockDivider(long divisor) {
        if (divisor < 1) {
            throw new IllegalArgumentException(
                    "clock divider by %d: at least 1".formatted(divisor));
        }
        this.parameters = new Parameters(divisor);
        super();
        ticker = child(new Ticker(parameters.divisor()));
    }

    @Override
    protected void build() {
        ticker.restart.assign(0);
        ticking.assign(ticker.tick);
    }
}
