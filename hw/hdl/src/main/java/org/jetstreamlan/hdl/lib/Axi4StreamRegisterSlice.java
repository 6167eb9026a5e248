package org.jetstreamlan.hdl.lib;

import org.jetstreamlan.hdl.Module;

/// A [SkidBuffer] for an AXI4-Stream port: no path, in either direction, from one side to the other. Latency 1 clock, throughput 1 transfer a
/// clock, holds 2.
public final class Axi4StreamRegisterSlice extends Module {
    private final String name;

    public final Axi4Stream s_axis;
    public final Axi4Stream m_axis;

    /// @param dataBytes width in bytes
    public Axi4StreamRegisterSlice(int dataBytes) {
        this.name = "Axi4StreamRegisterSlice_b" + dataBytes;
        super();
        this.s_axis = input(Axi4Stream.type(dataBytes));
        this.m_axis = output(Axi4Stream.type(dataBytes));
    }

    @Override
    protected String moduleName() {
        return name;
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        s_axis.t().stage().into(m_axis.t());
    }
}
