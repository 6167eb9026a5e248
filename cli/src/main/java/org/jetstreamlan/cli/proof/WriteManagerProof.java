package org.jetstreamlan.cli.proof;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.master.WriteManager;

/// [WriteManager] obeys AXI, whatever its two clients want, whenever they pause or give up before their first beat, and however the
/// subordinate stalls and answers. Reduced: bursts of one length, any up to 4 beats; 2 without an answer.
final class WriteManagerProof extends Module {
    private static final int OUTSTANDING = 2;
    private static final int COUNT_WIDTH = 6;

    private final UInt len = input(uint(2));
    private final List<Bool> wants = new ArrayList<>();
    private final List<UInt> addresses = new ArrayList<>();

    /// A client's first beat is taken.
    private final List<Bool> begins = new ArrayList<>();

    private final Bits data = input(bits(32));
    private final Bool awReady = input(bool());
    private final Bool wReady = input(bool());
    private final Bool answers = input(bool());
    private final Bits response = input(bits(2));

    private final WriteManager manager = child(new WriteManager(2, 32, 1, OUTSTANDING));

    WriteManagerProof() {
        for (int i = 0; i < 2; i++) {
            wants.add(input(bool()).named("wants" + i));
            addresses.add(input(uint(64)).named("address" + i));
        }
    }

    @Override
    protected void build() {
        var known = reg(bool(), init(0));
        var lenBefore = reg(uint(2));
        known.next(1);
        lenBefore.next(len);
        assume(known.not().or(len.eq(lenBefore)), "one length");
        for (int i = 0; i < 2; i++) {
            client(i);
        }
        manager.aw.ready().assign(awReady);
        manager.w.ready().assign(wReady);
        manager.b.valid().assign(answers);
        manager.b.payload().id().assign(0);
        manager.b.payload().resp().assign(response);

        offersStay(manager.aw, "an address stays as it is until it is taken");
        offersStay(manager.w, "a beat stays as it is until it is taken");
        var burst = manager.aw.payload();
        var lastByte = burst.addr().slice(11, 2).asUInt().addFull(len.zext(10));
        check(manager.aw.valid().not().or(lastByte.bit(10).not()), "a burst stays within 4 KiB");
        count();
    }

    /// Aligned bursts of len + 1 beats within 4 KiB; ends what it has begun.
    private void client(int i) {
        var beat = reg(uint(2), init(0));
        var in = manager.in.get(i);
        var last = addresses.get(i).slice(11, 2).asUInt().addFull(len.zext(10)).bit(10);
        assume(last.not(), "clients stay within 4 KiB");
        assume(addresses.get(i).slice(1, 0).eq(0), "whole beats");
        in.valid().assign(wants.get(i));
        in.payload().address().assign(addresses.get(i));
        in.payload().len().assign(len.zext(8));
        in.payload().data().assign(data);
        in.payload().strb().assign(ones(4));
        in.payload().last().assign(beat.eq(len));
        begins.add(in.fire().and(beat.eq(0)));
        when(in.fire(), () -> beat.next(mux(beat.eq(len), num(0, 2), beat.add(1))));
    }

    private <T extends Data<T>> void offersStay(Stream<T> channel, String what) {
        var waits = reg(bool(), init(0));
        var offered = reg(bits(channel.payload().width()));
        waits.next(channel.valid().and(channel.ready().not()));
        offered.next(channel.payload().asBits());
        check(waits.not().or(channel.valid().and(channel.payload().asBits().eq(offered))), what);
    }

    private void count() {
        var wanted = counter(begins.get(0).or(begins.get(1)));
        var begun = counter(manager.aw.fire());
        var ended = counter(manager.w.fire().and(manager.w.payload().last()));
        var answered = counter(manager.b.fire());
        var told = counter(manager.done.get(0).valid().or(manager.done.get(1).valid()));
        assume(
                answers.not().or(ended.ne(answered).and(begun.ne(answered))),
                "an answer comes behind address and data");
        assume(begun.ne(ones(COUNT_WIDTH).asUInt()), "counters do not wrap");

        var beat = reg(uint(2), init(0));
        when(manager.w.fire(), () -> beat.next(mux(beat.eq(len), num(0, 2), beat.add(1))));
        check(
                manager.w.valid().not().or(manager.w.payload().last().eq(beat.eq(len))),
                "WLAST is at the last beat, and there alone");
        check(wanted.sub(begun).le(OUTSTANDING), "no address that nobody wants");
        check(begun.sub(answered).le(OUTSTANDING), "no more without an answer than there may be");
        check(answered.eq(told).or(answered.eq(told.add(1))), "each answer is told once");
        check(begun.eq(answered).or(manager.busy), "busy while an answer is due");
        check(
                manager.done.get(0).valid().and(manager.done.get(1).valid()).not(),
                "an answer is told to one");
    }

    private UInt counter(Bool event) {
        var count = reg(uint(COUNT_WIDTH), init(0));
        when(event, () -> count.next(count.add(1)));
        return count;
    }
}
