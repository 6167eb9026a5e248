package org.jetstreamlan.hdl.lib;

import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.state.StateMachine;

/// From AXI4-Lite to APB: one access at a time, reads and writes in turn where both wait.
///
/// ```
/// clock        0    1      2       3        4         5
/// s_axil       AR   |      |       |        R
/// state        IDLE | SETUP| ACCESS| ANSWER |
/// psel         __________/▔▔▔▔▔▔▔▔▔▔▔▔▔\__________     pready in the first clock of ACCESS
/// ```
/// Latency from AR, or the later of AW and W, to R or B: 4 clocks and the subordinate's wait states. Throughput an access every 4 clocks and
/// wait states. SLVERR is passed on; PROT is 0. All outputs but the address channels' `ready` come from registers.
public final class Axi4LiteToApb extends Module {
    /// Of the access under way.
    enum Phase {
        IDLE,
        SETUP,
        ACCESS,
        ANSWER
    }

    private final int addressWidth;

    public final Axi4Lite s_axil;
    public final Apb m_apb;

    /// Data is 32 bits wide.
    ///
    /// @param addressWidth in bits, up to 32
    public Axi4LiteToApb(int addressWidth) {
        this.addressWidth = addressWidth;
        super();
        this.s_axil = input(Axi4Lite.type(addressWidth, 32));
        this.m_apb = output(Apb.type(addressWidth, 32));
    }

    @Override
    protected String moduleName() {
        return "Axi4LiteToApb_a" + addressWidth;
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var address = reg(uint(addressWidth));
        var isWrite = reg(bool());
        var data = reg(bits(32));
        var strobes = reg(bits(4));
        var answer = reg(bits(32));
        var refused = reg(bool());
        var wroteLast = reg(bool(), init(0));

        var writeWaits = s_axil.aw().valid().and(s_axil.w().valid());
        var takesRead = s_axil.ar().valid().and(writeWaits.not().or(wroteLast));
        var takesWrite = writeWaits.and(takesRead.not());
        var answered = mux(isWrite, s_axil.b().ready(), s_axil.r().ready());

        var phase =
                StateMachine.of(
                        Phase.IDLE,
                        it -> {
                            it.in(Phase.IDLE)
                                    .on(
                                            takesRead,
                                            Phase.SETUP,
                                            () -> {
                                                address.next(s_axil.ar().payload());
                                                isWrite.next(0);
                                                wroteLast.next(0);
                                                strobes.next(0);
                                            })
                                    .on(
                                            takesWrite,
                                            Phase.SETUP,
                                            () -> {
                                                address.next(s_axil.aw().payload());
                                                isWrite.next(1);
                                                wroteLast.next(1);
                                                data.next(s_axil.w().payload().data());
                                                strobes.next(s_axil.w().payload().strb());
                                            });
                            it.in(Phase.SETUP).after(1, Phase.ACCESS);
                            it.in(Phase.ACCESS)
                                    .on(
                                            m_apb.pready(),
                                            Phase.ANSWER,
                                            () -> {
                                                answer.next(m_apb.prdata());
                                                refused.next(m_apb.pslverr());
                                            });
                            it.in(Phase.ANSWER).on(answered, Phase.IDLE);
                        });

        var idle = phase.is(Phase.IDLE);
        s_axil.ar().ready().assign(idle.and(takesRead));
        s_axil.aw().ready().assign(idle.and(takesWrite));
        s_axil.w().ready().assign(idle.and(takesWrite));
        s_axil.b().valid().assign(phase.is(Phase.ANSWER).and(isWrite));
        s_axil.b().payload().assign(cat(refused, low()));
        s_axil.r().valid().assign(phase.is(Phase.ANSWER).and(isWrite.not()));
        s_axil.r().payload().data().assign(answer);
        s_axil.r().payload().resp().assign(cat(refused, low()));

        m_apb.psel().assign(phase.is(Phase.SETUP).or(phase.is(Phase.ACCESS)));
        m_apb.penable().assign(phase.is(Phase.ACCESS));
        m_apb.paddr().assign(address);
        m_apb.pwrite().assign(isWrite);
        m_apb.pwdata().assign(data);
        m_apb.pstrb().assign(strobes);
        m_apb.pprot().assign(0);
    }
}
