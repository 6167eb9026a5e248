package org.jetstreamlan.hdl.lib;

import org.jetstreamlan.hdl.Module;

/// A [SkidBuffer] in each channel of an AXI4-Lite port: no path, in either direction, from one side to the other. Latency 1 clock a
/// channel, throughput 1 a clock.
public final class Axi4LiteRegisterSlice extends Module {
    private final String name;

    public final Axi4Lite s_axil;
    public final Axi4Lite m_axil;

    /// @param addressWidth in bits
    /// @param dataWidth in bits, 32 or 64
    public Axi4LiteRegisterSlice(int addressWidth, int dataWidth) {
        this.name = "Axi4LiteRegisterSlice_a%d_d%d".formatted(addressWidth, dataWidth);
        super();
        this.s_axil = input(Axi4Lite.type(addressWidth, dataWidth));
        this.m_axil = output(Axi4Lite.type(addressWidth, dataWidth));
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
        s_axil.aw().stage().into(m_axil.aw());
        s_axil.w().stage().into(m_axil.w());
        m_axil.b().stage().into(s_axil.b());
        s_axil.ar().stage().into(m_axil.ar());
        m_axil.r().stage().into(s_axil.r());
    }
}
