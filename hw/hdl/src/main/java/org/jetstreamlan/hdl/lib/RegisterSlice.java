package org.jetstreamlan.hdl.lib;

import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;

/// Cuts a stream's forward path: `out.valid` and the payload come from registers, `in.ready` follows `out.ready` in the same clock. Half
/// the registers of a [SkidBuffer].
///
/// Latency 1 clock, throughput 1 a clock, holds 1.
public final class RegisterSlice<T extends Data<T>> extends Module {
    private final int width;
    public final Stream<T> in;
    public final Stream<T> out;
    private final T held;

    public RegisterSlice(Type<T> payload) {
        this.width = payload.width();
        super();
        this.in = input(stream(payload));
        this.out = output(stream(payload));
        this.held = reg(payload);
    }

    @Override
    protected String moduleName() {
        return "RegisterSlice_w" + width;
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var full = reg(bool(), init(0));
        var moves = out.ready().or(full.not());
        in.ready().assign(moves);
        out.valid().assign(full);
        out.payload().assign(held);
        when(
                moves,
                () -> {
                    full.next(in.valid());
                    held.next(in.payload());
                });
    }
}
