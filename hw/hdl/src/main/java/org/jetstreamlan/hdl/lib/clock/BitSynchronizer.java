package org.jetstreamlan.hdl.lib.clock;

import static org.jetstreamlan.hdl.ir.Crossing.BIT;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;

/// One bit of anywhere to the block's own clock: a chain of flops, of which the first may be caught in a change and has a clock to decide.
///
/// Latency: `stages` clocks; a change that meets the edge may be seen one clock later. Throughput: a value is seen for sure if it
/// lasts longer than one clock. Of two bits that change together one may arrive before the other: for a bus use [GrayCounterCrossing] or
/// [HandshakeCrossing].
///
/// ```
/// clk   _/‾\_/‾\_/‾\_/‾\_      two stages
/// in    ___/‾‾‾‾‾‾‾‾‾‾‾‾‾
/// out   _________/‾‾‾‾‾‾‾
/// ```
/// What must hold: `in` comes from a register or a pin, not from logic.
public final class BitSynchronizer extends Module {
    private record Parameters(int stages) {}

    private final Parameters parameters;

    public final Bool in;
    public final Bool out;

    private final List<Bool> stages;

    /// Two flops.
    public BitSynchronizer() {
        this(2);
    }

    /// @param stages how many flops, at least 2
    public BitSynchronizer(int stages) {
        this.parameters = new Parameters(Synchronizer.stages("a bit synchroniser", stages));
        super();
        this.in = asynchronous(bool());
        this.out = output(bool());
        var chain = new ArrayList<Bool>();
        for (int i = 0; i < parameters.stages(); i++) {
            var flop = Synchronizer.kept(reg(bool(), init(0)));
            chain.add(i == 0 ? crossing(flop, BIT) : flop);
        }
        this.stages = List.copyOf(chain);
    }

    @Override
    protected Object parameters() {
        return parameters;
    }

    @Override
    protected void build() {
        stages.getFirst().next(in);
        for (int i = 1; i < stages.size(); i++) {
            stages.get(i).next(stages.get(i - 1));
        }
        out.assign(stages.getLast());
    }
}
