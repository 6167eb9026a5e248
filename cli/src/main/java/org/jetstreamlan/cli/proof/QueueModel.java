package org.jetstreamlan.cli.proof;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.Vec;

/// What a queue of `depth` should do: a shift register, the oldest payload in cell 0. Its checks hold of a queue that never has more than
/// `depth` payloads inside, never gives one that it has not, and keeps them in order.
final class QueueModel extends Module {
    private final int depth;
    private final int width;

    final Bool push = input(bool());
    final Bits pushed;
    final Bool pop = input(bool());
    final Bits popped;

    /// Payloads inside, 0..depth.
    final UInt level;

    private final Vec<Bits> cells;
    private final UInt count;

    QueueModel(int depth, int width) {
        this.depth = depth;
        this.width = width;
        super();
        int bits = 32 - Integer.numberOfLeadingZeros(depth + 1);
        pushed = input(bits(width));
        popped = input(bits(width));
        level = output(uint(bits));
        cells = reg(vec(depth, bits(width)), init(0));
        count = reg(uint(bits), init(0));
    }

    @Override
    protected String moduleName() {
        return "QueueModel_w" + width + "_d" + depth;
    }

    @Override
    protected void build() {
        level.assign(count);
        var left = mux(pop, count.sub(1), count);
        count.next(mux(push, left.add(1), left));
        for (int i = 0; i < depth; i++) {
            var above = i + 1 < depth ? cells.at(i + 1) : zeros(width);
            var kept = mux(pop, above, cells.at(i));
            cells.at(i).next(mux(push.and(left.eq(i)), pushed, kept));
        }
        when(pop, () -> check(count.ne(0), "what comes out has gone in"));
        when(pop, () -> check(popped.eq(cells.at(0)), "payloads come out in order"));
        when(push, () -> check(count.ne(depth), "no more go in than there is room for"));
    }
}
