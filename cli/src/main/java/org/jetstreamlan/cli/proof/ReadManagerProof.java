package org.jetstreamlan.cli.proof;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.nic.master.ReadManager;
import org.jetstreamlan.nic.master.WriteManager;

/// [ReadManager] obeys AXI, whatever its two clients want and whenever, however the subordinate stalls and answers: [Axi4Rules]; a client gets the beats of its own bursts, as many as it
/// asked for, the last marked; an offer does not wait until it could be taken. Reduced: bursts of one length, any up to 4 beats; 2 without an answer.
final class ReadManagerProof extends Module {
    private static final int OUTSTANDING = 2;
    private static final int COUNT_WIDTH = 6;
    private static final int DATA_WIDTH = 32;

    private final UInt len = input(uint(2));
    private final List<Bool> wants = new ArrayList<>();
    private final List<UInt> addresses = new ArrayList<>();
    private final Bool takes = input(bool());
    private final Flow<Axi4.ReadData> answer = input(flow(Axi4.readDataType(DATA_WIDTH, 1)));
    private final ReadManager manager = child(new ReadManager(2, DATA_WIDTH, 1, OUTSTANDING));
    private final Axi4Rules rules =
            child(new Axi4Rules(Axi4Rules.Side.MANAGER, WriteManager.ADDRESS_WIDTH, DATA_WIDTH, 1));

    ReadManagerProof() {
        for (int i = 0; i < 2; i++) {
            wants.add(input(bool()).named("wants" + i));
            addresses.add(input(uint(WriteManager.ADDRESS_WIDTH)).named("address" + i));
        }
    }

    @Override
    protected void build() {
        var known = reg(bool(), init(0));
        var lenBefore = reg(uint(2));
        known.next(1);
        lenBefore.next(len);
        assume(known.not().or(len.eq(lenBefore)), "one length");
        rules.reads(manager.ar, manager.r);
        rules.noWrites();
        manager.ar.ready().assign(takes);
        manager.r.valid().assign(answer.valid());
        manager.r.payload().assign(answer.payload());
        client(0);
        client(1);
        check(any(manager.r.valid().not(), manager.r.ready()), "a beat is taken at once");
        check(
                all(manager.beats.get(0).valid(), manager.beats.get(1).valid()).not(),
                "a beat is one client's");
        offers();
    }

    /// Aligned bursts of len + 1 beats within 4 KiB.
    private void client(int i) {
        var in = manager.in.get(i);
        var page = addresses.get(i).slice(11, 2).asUInt();
        assume(page.addFull(len.zext(10)).bit(10).not(), "clients stay within 4 KiB");
        assume(addresses.get(i).slice(1, 0).eq(0), "whole beats");
        in.valid().assign(wants.get(i));
        in.payload().address().assign(addresses.get(i));
        in.payload().len().assign(len.zext(8));

        var beats = manager.beats.get(i);
        var asked = counter(in.fire());
        var ended = counter(beats.valid().and(beats.payload().last()));
        var beat = reg(uint(2), init(0));
        when(beats.valid(), () -> beat.next(mux(beat.eq(len), num(0, 2), beat.add(1))));
        check(any(beats.valid().not(), asked.ne(ended)), "a client has asked for what it gets");
        check(
                any(beats.valid().not(), beats.payload().last().eq(beat.eq(len))),
                "it gets its bursts whole");
        check(any(asked.eq(ended), manager.busy), "busy while a burst is due");
    }

    /// Behind the first request, with no READY since power-up.
    private void offers() {
        var never = reg(bool(), init(1));
        var wanted = reg(bool(), init(0));
        when(takes, () -> never.next(0));
        when(any(wants.get(0), wants.get(1)), () -> wanted.next(1));
        check(
                any(never.not(), wanted.not(), manager.ar.valid()),
                "an offer does not wait for READY");
    }

    private UInt counter(Bool event) {
        var count = reg(uint(COUNT_WIDTH), init(0));
        when(event, () -> count.next(count.add(1)));
        return count;
    }
}
