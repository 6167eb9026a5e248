package org.jetstreamlan.hdl.lib;

import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.coding.PriorityEncoder;

/// An AXI4-Stream port `factor` times as wide: transfers side by side, the first in the low lanes. The end of a packet closes a group: the
/// lanes that are left have `keep` 0 and data 0.
///
/// ```
/// clock        0    1    2    3    4    5        factor 2
/// s_axis       | a  | b  | c  | d  |             c is last
/// m_axis       |    |    | ba | 0c |
/// ```
/// Latency 1 clock from the transfer that closes a group; throughput one narrow transfer a clock. Outputs come from registers, `s_axis_tready`
/// from one gate behind `m_axis_tready`. Registers: one group with its count.
public final class Axi4StreamWidener extends Module {
    private final int bytes;
    private final int factor;

    public final Axi4Stream s_axis;
    public final Axi4Stream m_axis;

    /// @param bytes of a narrow transfer
    /// @param factor at least 2
    public Axi4StreamWidener(int bytes, int factor) {
        if (factor < 2) {
            throw Arguments.wrong(
                    "a widener", "of factor " + factor, "give it a factor of 2 or more");
        }
        this.bytes = bytes;
        this.factor = factor;
        super();
        this.s_axis = input(Axi4Stream.type(bytes));
        this.m_axis = output(Axi4Stream.type(bytes * factor));
    }

    @Override
    protected String moduleName() {
        return "Axi4StreamWidener_b%d_x%d".formatted(bytes, factor);
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var in = s_axis.t();
        var out = m_axis.t();
        var data = reg(bits(8 * bytes * factor));
        var keep = reg(bits(bytes * factor));
        var last = reg(bool());
        var full = reg(bool(), init(0));
        var lane = reg(uint(PriorityEncoder.indexWidth(factor)), init(0));

        var moves = out.ready().or(full.not());
        var push = in.valid().and(moves);
        var closes = lane.eq(factor - 1).or(in.payload().last());
        in.ready().assign(moves);
        out.valid().assign(full);
        out.payload().data().assign(data);
        out.payload().keep().assign(keep);
        out.payload().last().assign(last);
        when(moves, () -> full.next(in.valid().and(closes)));
        when(
                push,
                () -> {
                    last.next(in.payload().last());
                    lane.next(mux(closes, num(0, lane.width()), lane.add(1)));
                });
        for (int i = 0; i < factor; i++) {
            var dataLane = part(data, i, 8 * bytes);
            var keepLane = part(keep, i, bytes);
            when(
                    push.and(lane.eq(i)),
                    () -> {
                        dataLane.next(in.payload().data());
                        keepLane.next(in.payload().keep());
                    });
            if (i > 0) {
                when(
                        push.and(lane.eq(0)),
                        () -> {
                            dataLane.next(0);
                            keepLane.next(0);
                        });
            }
        }
    }

    private static Bits part(Bits bits, int index, int width) {
        return bits.slice((index + 1) * width - 1, index * width);
    }
}
