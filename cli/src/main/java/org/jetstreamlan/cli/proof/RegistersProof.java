package org.jetstreamlan.cli.proof;

import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Axi4Lite;
import org.jetstreamlan.hdl.lib.Axi4LiteRegisters;
import org.jetstreamlan.regs.Access;
import org.jetstreamlan.regs.Register;
import org.jetstreamlan.regs.RegisterBlock;

/// [Axi4LiteRegisters], of which the adapter's register port is one, obey AXI4-Lite, whatever is written and read, however the manager stalls and whenever an element that is asked for
/// comes: [Axi4Rules]; and they offer an answer without a READY. A write has its effect once, and is answered well then. A block with a register of each kind.
final class RegistersProof extends Module {
    private static final int ADDRESS_WIDTH = 5;
    private static final int CLOCKS_OF_AN_ANSWER = 3;
    private static final Register STATUS = Register.of("STATUS", 0x0, Access.RO, "What it does.");
    private static final Register SPEED = Register.of("SPEED", 0x4, Access.RW, "Clocks a bit.");
    private static final Register GO = Register.of("GO", 0x8, Access.WO, "Starts.");
    private static final Register HELD = Register.of("HELD", 0xC, Access.RW, "Outside.");
    private static final Register TABLE =
            Register.of("TABLE", 0x10, Access.RO, "Squares.").times(4);

    private final Axi4Lite axil = input(Axi4Lite.type(ADDRESS_WIDTH, 32));
    private final Bits status = input(bits(32));
    private final Bits held = input(bits(32));
    private final Bool takes = input(bool());
    private final Bool replies = input(bool());
    private final Bits element = input(bits(32));
    private final Axi4LiteRegisters registers =
            child(
                    new Axi4LiteRegisters(
                            new RegisterBlock("Small", 32, List.of(STATUS, SPEED, GO, HELD, TABLE)),
                            HELD));
    private final Axi4Rules rules =
            child(new Axi4Rules(Axi4Rules.Side.SUBORDINATE, ADDRESS_WIDTH, 32, 1));

    @Override
    protected void build() {
        connect(registers.axil, axil);
        registers.clear.assign(false);
        registers.status(STATUS).assign(status);
        registers.status(HELD).assign(held);
        rules.lite(axil);
        var request = registers.request(TABLE);
        var asked = reg(bool(), init(0));
        request.ready().assign(takes);
        var reply = registers.reply(TABLE);
        reply.valid().assign(all(any(asked, request.fire()), replies));
        reply.payload().assign(element);
        when(reply.valid(), () -> asked.next(0)).elseWhen(request.fire(), () -> asked.next(1));

        effects();
        var element = any(request.valid(), asked);
        var delayed = reg(bool(), init(0));
        when(element, () -> delayed.next(1));
        var written = all(seen(axil.aw().fire()), seen(axil.w().fire()));
        due(written, low(), axil.b().valid(), axil.b().fire());
        due(seen(axil.ar().fire()), any(delayed, element), axil.r().valid(), axil.r().fire());
    }

    /// Of what the design holds itself: a write and its answer come together.
    private void effects() {
        var effect = any(registers.written(GO), registers.written(HELD));
        var waits = axil.b().valid().and(axil.b().ready().not());
        check(any(effect.not(), waits.not()), "a write has its effect once");
        var had = reg(bool(), init(0));
        had.next(effect);
        var good = all(axil.b().valid(), axil.b().payload().eq(0));
        check(any(had.not(), good), "a write with an effect is not refused");
    }

    private Bool seen(Bool event) {
        var before = reg(bool(), init(0));
        when(event, () -> before.next(1));
        return before;
    }

    private void due(Bool since, Bool delayed, Bool offered, Bool taken) {
        var count = reg(uint(3), init(0));
        var over = seen(taken);
        when(all(since, count.andR().not()), () -> count.next(count.add(1)));
        check(
                any(count.lt(CLOCKS_OF_AN_ANSWER), delayed, over, offered),
                "an answer does not wait for READY");
    }
}
