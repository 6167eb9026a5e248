package org.jetstreamlan.hdl.lib;

import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.coding.PriorityEncoder;

/// Sends each payload several times.
///
/// ```
/// clock       0    1    2    3    4         2 times
/// in          | a  | a  | b  | b  |
/// in.ready    _____/▔▔▔▔\____/▔▔▔▔
/// out         | a  | a  | b  | b  |
/// turn        | 0  | 1  | 0  | 1  |
/// ```
/// Latency 0, throughput one payload out a clock. `in.ready` follows `out.ready`.
public final class StreamRepeater<T extends Data<T>> extends Module {
    private final int width;
    private final int times;
    public final Stream<T> in;
    public final Stream<T> out;

    /// How often the payload at `out` was sent before, 0..times - 1.
    public final UInt turn;

    /// @param times at least 1
    public StreamRepeater(Type<T> payload, int times) {
        if (times < 1) {
            throw Arguments.wrong("a repeater", "of " + times + " times", "repeat 1 time or more");
        }
        this.width = payload.width();
        this.times = times;
        super();
        this.in = input(stream(payload));
        this.out = output(stream(payload));
        this.turn = output(uint(PriorityEncoder.indexWidth(times)));
    }

    @Override
    protected String moduleName() {
        return "StreamRepeater_w%d_t%d".formatted(width, times);
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        out.valid().assign(in.valid());
        out.payload().assign(in.payload());
        if (times == 1) {
            turn.assign(0);
            in.ready().assign(out.ready());
            return;
        }
        var sent = reg(uint(turn.width()), init(0));
        var last = sent.eq(times - 1);
        turn.assign(sent);
        in.ready().assign(out.ready().and(last));
        when(out.fire(), () -> sent.next(mux(last, num(0, sent.width()), sent.add(1))));
    }
}
