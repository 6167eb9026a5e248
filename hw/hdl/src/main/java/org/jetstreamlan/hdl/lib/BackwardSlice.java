package org.jetstreamlan.hdl.lib;

import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;

/// Cuts a stream's backward path: `in.ready` comes from a register, `out.valid` and the payload follow `in` in the same clock while nothing is
/// held.
///
/// ```
/// clock       0    1    2    3    4
/// in          | a  | b  | c  | c  |
/// in.ready    ▔▔▔▔▔▔▔▔▔▔\____/▔▔▔▔
/// out         | a  | b  | b  | c  |        b waits in the register
/// out.ready   ▔▔▔▔▔\____/▔▔▔▔▔▔▔▔▔
/// ```
/// Latency 0, throughput 1 a clock, holds 1. Registers: payload + 1.
public final class BackwardSlice<T extends Data<T>> extends Module {
    private final int width;
    public final Stream<T> in;
    public final Stream<T> out;

    /// What came in the clock in which `out` was stalled.
    private final T held;

    public BackwardSlice(Type<T> payload) {
        this.width = payload.width();
        super();
        this.in = input(stream(payload));
        this.out = output(stream(payload));
        this.held = reg(payload);
    }

    @Override
    protected String moduleName() {
        return "BackwardSlice_w" + width;
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var full = reg(bool(), init(0));
        in.ready().assign(full.not());
        out.valid().assign(full.or(in.valid()));
        out.payload().assign(mux(full, held, in.payload()));
        full.next(out.valid().and(out.ready().not()));
        when(full.not(), () -> held.next(in.payload()));
    }
}
