package org.jetstreamlan.sim.axi;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.READ_FIRST;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Axi4;

/// 4 KiB behind AXI4, one burst at a time, with a fault to be found by the manager's checks.
final class FaultySubordinate extends Module {
    /// What is wrong with it.
    enum Fault {
        NONE,
        WITHDRAWS_RVALID,
        CHANGES_RDATA,
        RLAST_TOO_EARLY,
        RLAST_NEVER,
        WRONG_RID,
        WITHDRAWS_BVALID,
        B_BEFORE_DATA,
        B_TWICE,
        WRONG_BID
    }

    private static final int WORDS = 1_024;
    private final Fault fault;

    final Axi4 axi = input(Axi4.type(12, 32, 2)).named("s_axi");
    private final Mem<Bits> words = mem(bits(32), WORDS, READ_FIRST);
    private final UInt clocks = reg(uint(2), init(0));

    FaultySubordinate(Fault fault) {
        this.fault = fault;
        super();
    }

    private Bool faulty(Fault which) {
        return fault == which ? high() : low();
    }

    @Override
    protected void build() {
        clocks.next(clocks.add(1));
        buildWrites();
        buildReads();
    }

    private void buildWrites() {
        var active = reg(bool(), init(0)).named("write_active");
        var word = reg(uint(10)).named("write_word");
        var id = reg(uint(2)).named("write_id");
        var answers = reg(uint(2), init(0)).named("answers");
        var pause = fault == Fault.WITHDRAWS_BVALID ? clocks.bit(0) : low();

        axi.aw().ready().assign(active.not().and(answers.eq(0)));
        axi.w().ready().assign(active);
        axi.b().valid().assign(answers.ne(0).and(pause.not()));
        axi.b().payload().id().assign(fault == Fault.WRONG_BID ? id.add(1) : id);
        axi.b().payload().resp().assign(0);

        when(
                axi.aw().fire(),
                () -> {
                    active.next(1);
                    word.next(axi.aw().payload().addr().slice(11, 2).asUInt());
                    id.next(axi.aw().payload().id());
                    when(faulty(Fault.B_BEFORE_DATA), () -> answers.next(1));
                });
        when(axi.b().fire(), () -> answers.next(answers.sub(1)));
        when(
                axi.w().fire(),
                () -> {
                    words.write(word, axi.w().payload().data(), axi.w().payload().strb());
                    word.next(word.add(1));
                    when(
                            axi.w().payload().last(),
                            () -> {
                                active.next(0);
                                when(
                                        faulty(Fault.B_BEFORE_DATA).not(),
                                        () -> answers.next(fault == Fault.B_TWICE ? 2 : 1));
                            });
                });
    }

    private void buildReads() {
        var active = reg(bool(), init(0)).named("read_active");
        var word = reg(uint(10)).named("read_word");
        var left = reg(uint(8)).named("read_left");
        var id = reg(uint(2)).named("read_id");
        var pause = fault == Fault.WITHDRAWS_RVALID ? clocks.bit(0) : low();
        var data = words.readAsync(word);
        var last =
                switch (fault) {
                    case RLAST_TOO_EARLY -> left.le(1);
                    case RLAST_NEVER -> low();
                    default -> left.eq(0);
                };

        axi.ar().ready().assign(active.not());
        axi.r().valid().assign(active.and(pause.not()));
        axi.r().payload().id().assign(fault == Fault.WRONG_RID ? id.add(1) : id);
        axi.r()
                .payload()
                .data()
                .assign(fault == Fault.CHANGES_RDATA ? data.xor(clocks.zext(32).asBits()) : data);
        axi.r().payload().resp().assign(0);
        axi.r().payload().last().assign(last);
        when(
                axi.ar().fire(),
                () -> {
                    active.next(1);
                    word.next(axi.ar().payload().addr().slice(11, 2).asUInt());
                    left.next(axi.ar().payload().len());
                    id.next(axi.ar().payload().id());
                });
        when(
                axi.r().fire(),
                () -> {
                    word.next(word.add(1));
                    left.next(left.sub(1));
                    when(left.eq(0), () -> active.next(0));
                });
        // What a subordinate without narrow or wrapping bursts does not look at.
        var ignored =
                cat(
                        axi.aw().payload().len(),
                        axi.aw().payload().size(),
                        axi.aw().payload().burst(),
                        axi.ar().payload().size(),
                        axi.ar().payload().burst());
        ignored.named("ignored");
    }
}
