package org.jetstreamlan.hdl.lib;

import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;

/// Cuts a stream's path in both directions: neither `out.valid` nor `in.ready` depends on anything but registers, so a port behind one meets
/// AXI's rule of no combinational path from input to output.
///
/// ```
/// in ─┬────────────┬─ mux ─> out          empty:  in passes to `out` at the edge
///     └─> skid ────┘                      out stalls: the word under way goes to `skid`, ready falls
/// ```
/// Latency 1 clock, throughput 1 a clock, holds 2. Registers: 2 x payload + 2.
public final class SkidBuffer<T extends Data<T>> extends Module {
    private final int width;
    public final Stream<T> in;
    public final Stream<T> out;

    /// `out`'s register.
    private final T head;

    /// What came in the clock in which `out` was stalled.
    private final T skid;

    public SkidBuffer(Type<T> payload) {
        this.width = payload.width();
        super();
        this.in = input(stream(payload));
        this.out = output(stream(payload));
        this.head = reg(payload);
        this.skid = reg(payload);
    }

    @Override
    protected String moduleName() {
        return "SkidBuffer_w" + width;
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var headFull = reg(bool(), init(0));
        var skidFull = reg(bool(), init(0));
        in.ready().assign(skidFull.not());
        out.valid().assign(headFull);
        out.payload().assign(head);

        var headMoves = out.ready().or(headFull.not());
        when(
                        headMoves,
                        () -> {
                            headFull.next(in.valid().or(skidFull));
                            skidFull.next(0);
                        })
                .otherwise(() -> skidFull.next(skidFull.or(in.valid())));
        when(headMoves, () -> head.next(mux(skidFull, skid, in.payload())));
        when(skidFull.not(), () -> skid.next(in.payload()));
    }
}
