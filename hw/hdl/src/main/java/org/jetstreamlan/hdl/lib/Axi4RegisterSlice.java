package org.jetstreamlan.hdl.lib;

import org.jetstreamlan.hdl.Module;

/// A [SkidBuffer] in each channel of an AXI4 port: no path, in either direction, from one side to the other. Latency 1 clock a channel,
/// throughput 1 a clock.
public final class Axi4RegisterSlice extends Module {
    private final String name;

    public final Axi4 s_axi;
    public final Axi4 m_axi;

    /// @param addressWidth in bits
    /// @param dataWidth in bits: 8, 16, ..., 1,024
    /// @param idWidth in bits, at least 1
    public Axi4RegisterSlice(int addressWidth, int dataWidth, int idWidth) {
        this.name = "Axi4RegisterSlice_a%d_d%d_i%d".formatted(addressWidth, dataWidth, idWidth);
        super();
        this.s_axi = input(Axi4.type(addressWidth, dataWidth, idWidth));
        this.m_axi = output(Axi4.type(addressWidth, dataWidth, idWidth));
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
        s_axi.aw().stage().into(m_axi.aw());
        s_axi.w().stage().into(m_axi.w());
        m_axi.b().stage().into(s_axi.b());
        s_axi.ar().stage().into(m_axi.ar());
        m_axi.r().stage().into(s_axi.r());
    }
}
