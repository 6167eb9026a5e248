package org.jetstreamlan.hdl.lib;

import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;

/// Lets `count` payloads through, then none until `restart`.
///
/// ```
/// clock       0    1    2    3    4         2 payloads
/// in          | a  | b  | c  | c  | c
/// out         | a  | b  |    |    | c
/// restart     _______________/▔▔▔▔\_         counts from the next clock on
/// ```
/// Latency 0, throughput 1 a clock. A payload that moves in the clock of `restart` counts for the old share.
public final class StreamLimiter<T extends Data<T>> extends Module {
    private final int width;
    private final int count;
    public final Stream<T> in;
    public final Stream<T> out;

    /// The share starts anew with the next clock.
    public final Bool restart = input(bool());

    /// @param count at least 1
    public StreamLimiter(Type<T> payload, int count) {
        if (count < 1) {
            throw Arguments.wrong("a limit", "of " + count + " payloads", "give it 1 or more");
        }
        this.width = payload.width();
        this.count = count;
        super();
        this.in = input(stream(payload));
        this.out = output(stream(payload));
    }

    @Override
    protected String moduleName() {
        return "StreamLimiter_w%d_c%d".formatted(width, count);
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var left = reg(uint(32 - Integer.numberOfLeadingZeros(count)), init(count));
        var open = left.ne(0);
        out.valid().assign(in.valid().and(open));
        out.payload().assign(in.payload());
        in.ready().assign(out.ready().and(open));
        when(restart, () -> left.next(count)).elseWhen(out.fire(), () -> left.next(left.sub(1)));
    }
}
