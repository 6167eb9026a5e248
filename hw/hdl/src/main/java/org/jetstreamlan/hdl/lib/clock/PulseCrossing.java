package org.jetstreamlan.hdl.lib.clock;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.ir.ClockSpec;

/// A pulse of one clock in the block's own domain becomes one of one clock in a second, `to`: it turns a level over, the level crosses, and its
/// change is the pulse.
///
/// Latency: 1 clock of its own, then `stages` clocks of `to`. Throughput: one pulse in the time of two clocks of `to`.
///
/// ```
/// clk     _/‾\_/‾\_/‾\_/‾\_/‾\_
/// in      _/‾‾‾\_______________
/// level   _____/‾‾‾‾‾‾‾‾‾‾‾‾‾‾
/// to_clk  ‾\_/‾\_/‾\_/‾\_/‾\_/‾
/// out     _____________/‾‾‾\___    two stages
/// ```
/// What must hold: from one pulse to the next more time than a clock of `to` goes by (two are safe), else both are lost. Both resets are given
/// together.
public final class PulseCrossing extends Module {
    private record Parameters(int stages) {}

    private final Parameters parameters;

    /// The domain that `out` is in; bound second.
    private final ClockDomain to = clockDomain("to", ClockSpec.CORE);

    public final Bool in;
    public final Bool out;

    private final Bool level;
    private final Bool seen;
    private final BitSynchronizer synchronizer;

    /// @param stages how many flops the level passes on the other side, at least 2
    public PulseCrossing(int stages) {
        this.parameters = new Parameters(Synchronizer.stages("a pulse crossing", stages));
        super();
        this.in = input(bool());
        this.out = output(bool(), to);
        this.level = reg(bool(), init(0)).attribute("keep", "1");
        this.seen = reg(bool(), init(0), to);
        this.synchronizer = child(new BitSynchronizer(parameters.stages()), to);
    }

    @Override
    protected Object parameters() {
        return parameters;
    }

    @Override
    protected void build() {
        level.next(level.xor(in));
        synchronizer.in.assign(level);
        seen.next(synchronizer.out);
        out.assign(seen.xor(synchronizer.out));
    }
}
