package org.jetstreamlan.hdl.lib.clock;

import static org.jetstreamlan.hdl.ir.Crossing.HELD;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.lib.Stream;

/// A stream from the block's own domain to a second, `to`, one payload at a time: two-phase handshake. A payload is held while `request` turns over and
/// crosses; the other side takes it and turns `acknowledge` over, which crosses back. Small, and right for any two clocks; for a payload every few
/// clocks use [AsyncFifo].
///
/// Latency: 1 clock of its own, then `stages + 1` clocks of `to`. Throughput: one payload in `stages + 1` clocks of each side, when `out.ready` is 1.
///
/// ```
/// in       fire │ held ─────────────────────────────────│ fire
/// request   0   │ 1                                     │
///               └─ stages of to ─► out.valid            │
/// acknowledge 0                   │ 1                   │
///                                 └─ stages of clk ─► in.ready
/// ```
/// What must hold: both resets are given together.
public final class HandshakeCrossing<T extends Data<T>> extends Module {
    private final int width;
    private final int stages;

    /// The domain that `out` is in; bound second.
    private final ClockDomain to = clockDomain("to", ClockSpec.CORE);

    public final Stream<T> in;
    public final Stream<T> out;

    private final T held;
    private final Bool request;
    private final Bool acknowledge;
    private final Bool full;
    private final T taken;
    private final BitSynchronizer requestSeen;
    private final BitSynchronizer acknowledgeSeen;

    /// @param stages how many flops request and acknowledge pass, at least 2
    public HandshakeCrossing(Type<T> payload, int stages) {
        this.width = payload.width();
        this.stages = Synchronizer.stages("a handshake crossing", stages);
        super();
        this.in = input(stream(payload));
        this.out = output(stream(payload), to);
        this.held = reg(payload).attribute("keep", "1");
        this.request = reg(bool(), init(0)).attribute("keep", "1");
        this.acknowledge = reg(bool(), init(0), to).attribute("keep", "1");
        this.full = reg(bool(), init(0), to);
        this.taken = crossing(reg(payload, to), HELD).attribute("keep", "1");
        this.requestSeen = child(new BitSynchronizer(stages), to);
        this.acknowledgeSeen = child(new BitSynchronizer(stages));
    }

    @Override
    protected String moduleName() {
        return "HandshakeCrossing_w" + width + "_s" + stages;
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        requestSeen.in.assign(request);
        acknowledgeSeen.in.assign(acknowledge);
        in.ready().assign(request.eq(acknowledgeSeen.out));
        when(
                in.fire(),
                () -> {
                    held.next(in.payload());
                    request.next(request.not());
                });
        var pending = requestSeen.out.ne(acknowledge);
        when(out.fire(), () -> full.next(0));
        when(
                pending.and(any(full.not(), out.ready())),
                () -> {
                    taken.next(held);
                    full.next(1);
                    acknowledge.next(acknowledge.not());
                });
        out.valid().assign(full);
        out.payload().assign(taken);
    }
}
