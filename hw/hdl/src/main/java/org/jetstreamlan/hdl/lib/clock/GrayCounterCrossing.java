package org.jetstreamlan.hdl.lib.clock;

import static org.jetstreamlan.hdl.ir.Crossing.GRAY;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.lib.coding.GrayCode;

/// A count from the block's own domain to a second one, `to`: in Gray code, of which one bit changes at a time, so that whatever is caught is the count
/// before or after a step.
///
/// Latency: 1 clock of its own to the Gray register, then `stages` clocks of `to`. Throughput: one step a clock; the other side may see several
/// steps at once, never one that was not taken, and never one back.
///
/// ```
/// clk      _/‾\_/‾\_/‾\_/‾\_/‾\_/‾\_     two stages, both clocks alike
/// in       6 X 7 X 8 ...
/// gray       X 5 X 4 X 12
/// out      _____________X 6 X 7 X 8
/// ```
/// What must hold: `in` goes up or down by at most 1 a clock, modulo `2^width`; a check sees to it. Both resets are given together.
public final class GrayCounterCrossing extends Module {
    private record Parameters(int width, int stages) {}

    private final Parameters parameters;

    /// The domain that `out` is in; bound second.
    private final ClockDomain to = clockDomain("to", ClockSpec.CORE);

    public final UInt in;
    public final UInt out;

    private final Bits gray;
    private final List<Bits> stages;

    /// What `gray` was; for the check alone.
    private final Bits before;

    /// @param width bits of the count, at least 1
    /// @param stages how many flops a bit passes on the other side, at least 2
    public GrayCounterCrossing(int width, int stages) {
        this.parameters =
                new Parameters(width, Synchronizer.stages("a gray counter crossing", stages));
        super();
        this.in = input(uint(width));
        this.out = output(uint(width), to);
        this.gray = reg(bits(width), init(0)).attribute("keep", "1");
        this.before = reg(bits(width), init(0));
        var chain = new ArrayList<Bits>();
        for (int i = 0; i < parameters.stages(); i++) {
            var bus = Synchronizer.kept(reg(bits(width), init(0), to));
            chain.add(i == 0 ? crossing(bus, GRAY) : bus);
        }
        this.stages = List.copyOf(chain);
    }

    @Override
    protected Object parameters() {
        return parameters;
    }

    @Override
    protected void build() {
        gray.next(GrayCode.of(in));
        before.next(gray);
        stages.getFirst().next(gray);
        for (int i = 1; i < stages.size(); i++) {
            stages.get(i).next(stages.get(i - 1));
        }
        out.assign(GrayCode.number(stages.getLast()));
        var changed = gray.xor(before).asUInt();
        check(changed.asBits().and(changed.sub(1).asBits()).orR().not(), "one gray bit a step");
    }
}
