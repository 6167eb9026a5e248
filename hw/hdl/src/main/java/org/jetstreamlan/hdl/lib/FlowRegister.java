package org.jetstreamlan.hdl.lib;

import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;

/// A register in a flow. Latency 1 clock, throughput 1 a clock. The payload's register is loaded only when there is one.
public final class FlowRegister<T extends Data<T>> extends Module {
    private final int width;
    public final Flow<T> in;
    public final Flow<T> out;

    public FlowRegister(Type<T> payload) {
        this.width = payload.width();
        super();
        this.in = input(flow(payload));
        this.out = output(flow(payload));
        this.held = reg(payload);
    }

    private final T held;

    @Override
    protected String moduleName() {
        return "FlowRegister_w" + width;
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var valid = reg(bool(), init(0));
        valid.next(in.valid());
        when(in.valid(), () -> held.next(in.payload()));
        out.valid().assign(valid);
        out.payload().assign(held);
    }
}
