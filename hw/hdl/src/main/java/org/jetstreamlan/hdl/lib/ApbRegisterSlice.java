package org.jetstreamlan.hdl.lib;

import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.state.StateMachine;

/// Registers in both directions of an APB port: no path from one side to the other.
///
/// ```
/// clock        0    1      2       3        4
/// s_apb        _____/setup \ access, waits  \
/// phase        IDLE | IDLE | SETUP | ACCESS | ANSWER |
/// s_pready     _____________________________/▔▔▔▔▔▔▔▔\    pready of m_apb in 3
/// ```
/// An access takes 2 clocks more than without: 4 and the subordinate's wait states, one after the other.
public final class ApbRegisterSlice extends Module {
    /// Of the access under way.
    enum Phase {
        IDLE,
        SETUP,
        ACCESS,
        ANSWER
    }

    private final int addressWidth;
    private final int dataWidth;

    public final Apb s_apb;
    public final Apb m_apb;

    /// @param addressWidth in bits, up to 32
    /// @param dataWidth in bits: 8, 16 or 32
    public ApbRegisterSlice(int addressWidth, int dataWidth) {
        this.addressWidth = addressWidth;
        this.dataWidth = dataWidth;
        super();
        this.s_apb = input(Apb.type(addressWidth, dataWidth));
        this.m_apb = output(Apb.type(addressWidth, dataWidth));
    }

    @Override
    protected String moduleName() {
        return "ApbRegisterSlice_a%d_d%d".formatted(addressWidth, dataWidth);
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var address = reg(uint(addressWidth));
        var isWrite = reg(bool());
        var data = reg(bits(dataWidth));
        var strobes = reg(bits(dataWidth / 8));
        var protection = reg(bits(3));
        var answer = reg(bits(dataWidth));
        var refused = reg(bool());

        var phase =
                StateMachine.of(
                        Phase.IDLE,
                        it -> {
                            it.in(Phase.IDLE)
                                    .on(
                                            s_apb.psel(),
                                            Phase.SETUP,
                                            () -> {
                                                address.next(s_apb.paddr());
                                                isWrite.next(s_apb.pwrite());
                                                data.next(s_apb.pwdata());
                                                strobes.next(s_apb.pstrb());
                                                protection.next(s_apb.pprot());
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
                            it.in(Phase.ANSWER).after(1, Phase.IDLE);
                        });

        s_apb.pready().assign(phase.is(Phase.ANSWER));
        s_apb.prdata().assign(answer);
        s_apb.pslverr().assign(refused);

        m_apb.psel().assign(phase.is(Phase.SETUP).or(phase.is(Phase.ACCESS)));
        m_apb.penable().assign(phase.is(Phase.ACCESS));
        m_apb.paddr().assign(address);
        m_apb.pwrite().assign(isWrite);
        m_apb.pwdata().assign(data);
        m_apb.pstrb().assign(strobes);
        m_apb.pprot().assign(protection);
    }
}
