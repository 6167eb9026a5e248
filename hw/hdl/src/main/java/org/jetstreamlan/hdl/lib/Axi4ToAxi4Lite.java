package org.jetstreamlan.hdl.lib;

import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// From AXI4 to AXI4-Lite of the same data width: each beat of a burst becomes an access of its own. FIXED, INCR and WRAP, all sizes; an access goes to the
/// beat's word, its byte lanes as they are. One burst at a time in each direction, reads and writes at once.
///
/// ```
/// clock         0    1    2    3    4    5         a read of 3 beats, answered the clock after
/// s_axi.ar      | 3x |    |    |    |
/// m_axil.ar     |    | a0 | a1 | a2 |
/// m_axil.r      |    |    | d0 | d1 | d2 |
/// s_axi.r       |    |    | d0 | d1 | d2 |  last
/// ```
/// Latency: 1 clock from AR to the first access, 0 from its answer to R; 1 clock from AW to the first access, 1 from the last answer to B. Throughput
/// a beat a clock, where the subordinate takes and answers one. The answer to a write is the worst of its beats'.
public final class Axi4ToAxi4Lite extends Module {
    /// No burst leaves its 4 KiB page, so only these address bits change.
    private static final int PAGE_BITS = 12;

    private final int addressWidth;
    private final int dataWidth;
    private final int idWidth;

    public final Axi4 s_axi;
    public final Axi4Lite m_axil;

    /// @param addressWidth in bits, at least 12
    /// @param dataWidth in bits, 32 or 64
    /// @param idWidth in bits, at least 1
    public Axi4ToAxi4Lite(int addressWidth, int dataWidth, int idWidth) {
        if (addressWidth < PAGE_BITS) {
            throw Arguments.wrong(
                    "an AXI4 address",
                    "of " + addressWidth + " bits",
                    "give it " + PAGE_BITS + " or more, those of a page");
        }
        this.addressWidth = addressWidth;
        this.dataWidth = dataWidth;
        this.idWidth = idWidth;
        super();
        this.s_axi = input(Axi4.type(addressWidth, dataWidth, idWidth));
        this.m_axil = output(Axi4Lite.type(addressWidth, dataWidth));
    }

    @Override
    protected String moduleName() {
        return "Axi4ToAxi4Lite_a%d_d%d_i%d".formatted(addressWidth, dataWidth, idWidth);
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        buildReads();
        buildWrites();
    }

    private void buildReads() {
        var address = reg(uint(addressWidth)).named("read_address");
        var step = reg(uint(PAGE_BITS)).named("read_step");
        var wrap = reg(bits(PAGE_BITS)).named("read_wrap");
        var id = reg(uint(idWidth)).named("read_id");
        var toAsk = reg(uint(9), init(0)).named("read_to_ask");
        var toAnswer = reg(uint(9), init(0)).named("read_to_answer");
        var idle = toAnswer.eq(0).named("read_idle");
        var isLast = toAnswer.eq(1).named("read_last");

        s_axi.ar().ready().assign(idle);
        m_axil.ar().valid().assign(toAsk.ne(0));
        m_axil.ar().payload().assign(word(address));
        s_axi.r().valid().assign(m_axil.r().valid());
        s_axi.r().payload().id().assign(id);
        s_axi.r().payload().data().assign(m_axil.r().payload().data());
        s_axi.r().payload().resp().assign(m_axil.r().payload().resp());
        s_axi.r().payload().last().assign(isLast);
        m_axil.r().ready().assign(s_axi.r().ready());

        when(
                m_axil.ar().fire(),
                () -> {
                    toAsk.next(toAsk.sub(1));
                    address.next(after(address, step, wrap));
                });
        when(m_axil.r().fire(), () -> toAnswer.next(toAnswer.sub(1)));
        var burst = s_axi.ar().payload();
        when(
                s_axi.ar().fire(),
                () -> {
                    id.next(burst.id());
                    address.next(burst.addr());
                    step.next(num(1, PAGE_BITS).shl(burst.size()));
                    wrap.next(wrapOf(burst));
                    toAsk.next(burst.len().addFull(num(1, 8)));
                    toAnswer.next(burst.len().addFull(num(1, 8)));
                });
    }

    /// A beat goes to AW and W, each when it can; `busy` from the burst's address to the last answer, then B.
    private void buildWrites() {
        var address = reg(uint(addressWidth)).named("write_address");
        var step = reg(uint(PAGE_BITS)).named("write_step");
        var wrap = reg(bits(PAGE_BITS)).named("write_wrap");
        var id = reg(uint(idWidth)).named("write_id");
        var toAnswer = reg(uint(9), init(0)).named("write_to_answer");
        var toSend = reg(uint(9), init(0)).named("write_to_send");
        var answered = reg(bool(), init(0)).named("write_answered");
        var worst = reg(bits(2)).named("write_worst");
        var addressSent = reg(bool(), init(0)).named("write_address_sent");
        var dataSent = reg(bool(), init(0)).named("write_data_sent");

        var idle = toAnswer.eq(0).and(answered.not()).named("write_idle");
        var beat = s_axi.w().valid().and(toSend.ne(0)).named("write_beat");
        var addressDone = addressSent.or(m_axil.aw().ready()).named("write_address_done");
        var dataDone = dataSent.or(m_axil.w().ready()).named("write_data_done");
        var beatDone = beat.and(addressDone).and(dataDone).named("write_beat_done");

        s_axi.aw().ready().assign(idle);
        m_axil.aw().valid().assign(beat.and(addressSent.not()));
        m_axil.aw().payload().assign(word(address));
        m_axil.w().valid().assign(beat.and(dataSent.not()));
        m_axil.w().payload().data().assign(s_axi.w().payload().data());
        m_axil.w().payload().strb().assign(s_axi.w().payload().strb());
        s_axi.w().ready().assign(beatDone);
        addressSent.next(beat.and(addressDone).and(beatDone.not()));
        dataSent.next(beat.and(dataDone).and(beatDone.not()));

        m_axil.b().ready().assign(toAnswer.ne(0));
        s_axi.b().valid().assign(answered);
        s_axi.b().payload().id().assign(id);
        s_axi.b().payload().resp().assign(worst);

        when(
                beatDone,
                () -> {
                    toSend.next(toSend.sub(1));
                    address.next(after(address, step, wrap));
                });
        when(s_axi.b().fire(), () -> answered.next(0));
        when(
                m_axil.b().fire(),
                () -> {
                    toAnswer.next(toAnswer.sub(1));
                    answered.next(toAnswer.eq(1));
                    when(
                            m_axil.b().payload().asUInt().gt(worst.asUInt()),
                            () -> worst.next(m_axil.b().payload()));
                });
        var burst = s_axi.aw().payload();
        when(
                s_axi.aw().fire(),
                () -> {
                    id.next(burst.id());
                    address.next(burst.addr());
                    step.next(num(1, PAGE_BITS).shl(burst.size()));
                    wrap.next(wrapOf(burst));
                    worst.next(Axi4.OKAY);
                    toSend.next(burst.len().addFull(num(1, 8)));
                    toAnswer.next(burst.len().addFull(num(1, 8)));
                });
    }

    /// The address of the word that holds a byte.
    private UInt word(UInt address) {
        int lanes = Integer.numberOfTrailingZeros(dataWidth / 8);
        return cat(address.slice(addressWidth - 1, lanes), zeros(lanes)).asUInt();
    }

    /// The address bits that change from beat to beat: none, a whole page's, or those inside of (len + 1) beats.
    private Bits wrapOf(Axi4.Address burst) {
        var inside = cat(zeros(4), burst.len(), ones(7)).asUInt().shl(burst.size()).slice(18, 7);
        return mux(
                burst.burst().eq(Axi4.FIXED),
                zeros(PAGE_BITS),
                mux(burst.burst().eq(Axi4.WRAP), inside, ones(PAGE_BITS)));
    }

    private UInt after(UInt address, UInt step, Bits wrap) {
        var low = address.slice(PAGE_BITS - 1, 0);
        var stepped = low.asUInt().add(step).asBits();
        var page = stepped.and(wrap).or(low.and(wrap.not()));
        return addressWidth == PAGE_BITS
                ? page.asUInt()
                : cat(address.slice(addressWidth - 1, PAGE_BITS), page).asUInt();
    }
}
