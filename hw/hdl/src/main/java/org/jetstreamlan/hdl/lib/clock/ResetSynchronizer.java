package org.jetstreamlan.hdl.lib.clock;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.ir.ClockSpec;

/// A reset that begins at once and ends with the clock: all flops are set while the asynchronous reset of the block's domain is active, and a 0 moves
/// through them after it.
///
/// Latency: none into reset, `stages` clocks out of it.
///
/// ```
/// clk    _/‾\_/‾\_/‾\_/‾\_      two stages
/// rst    _/‾‾‾‾‾\___________
/// reset  _/‾‾‾‾‾‾‾‾‾‾‾‾‾\___
/// ```
/// What must hold: the domain has an asynchronous reset; another is an error. Registers at power-up hold reset active.
public final class ResetSynchronizer extends Module {
    private record Parameters(int stages) {}

    private final Parameters parameters;

    /// 1 while in reset.
    public final Bool reset;

    private final List<Bool> stages;

    /// @param stages how many flops, at least 2
    public ResetSynchronizer(int stages) {
        this.parameters = new Parameters(Synchronizer.stages("a reset synchroniser", stages));
        super();
        needsReset(ClockSpec.Reset.ASYNCHRONOUS);
        this.reset = output(bool());
        var chain = new ArrayList<Bool>();
        for (int i = 0; i < parameters.stages(); i++) {
            chain.add(Synchronizer.kept(reg(bool(), init(1))));
        }
        this.stages = List.copyOf(chain);
    }

    @Override
    protected Object parameters() {
        return parameters;
    }

    @Override
    protected void build() {
        stages.getFirst().next(0);
        for (int i = 1; i < stages.size(); i++) {
            stages.get(i).next(stages.get(i - 1));
        }
        reset.assign(stages.getLast());
    }
}
