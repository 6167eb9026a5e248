package org.jetstreamlan.cli.proof;

import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.nic.clan.DmaEngine;
import org.jetstreamlan.nic.clan.DmaResult;
import org.jetstreamlan.nic.clan.QueueSetting;
import org.jetstreamlan.nic.clan.RegionAnswer;

/// A descriptor with FENCE makes no frame before what it waits for is done: of the first descriptor of a queue, whatever it says, whatever the check of its segments answers. The bus
/// answers at once; one endpoint. That the scheduler says `quiet` only when it is done is `ClanDmaTest`'s to show.
final class DmaFenceProof extends Module {
    static final int CLOCKS = 42;

    private final QueueSetting setting = input(QueueSetting.TYPE);
    private final Bits data = input(bits(64));
    private final RegionAnswer answer = input(RegionAnswer.TYPE);
    private final Bool quiet = input(bool());
    private final DmaEngine dma = child(new DmaEngine(1));

    @Override
    protected void build() {
        // Clock 0: the queue is set up; 1: its producer; 4: the engine begins.
        var clock = reg(uint(6), init(0));
        when(clock.andR().not(), () -> clock.next(clock.add(1)));
        var waits = reg(bool());
        when(clock.eq(4), () -> waits.next(quiet.not()));
        dma.setUp.valid().assign(clock.eq(0));
        dma.setUp.payload().assign(0);
        dma.setting.assign(setting);
        dma.producer.valid().assign(clock.eq(1));
        dma.producer.payload().endpoint().assign(0);
        dma.producer.payload().index().assign(1);
        dma.rung.ready().assign(1);
        dma.start.valid().assign(clock.eq(4));
        dma.start.payload().endpoint().assign(0);
        dma.start.payload().quiet().assign(quiet);
        dma.start.payload().ahead().assign(0);
        dma.start.payload().slot().assign(0);
        dma.result.ready().assign(1);
        dma.drop.valid().assign(0);
        dma.drop.payload().assign(0);
        dma.acknowledge.valid().assign(0);
        dma.acknowledge.payload().assign(0);
        dma.acknowledged.assign(0);
        dma.clear.valid().assign(0);
        dma.clear.payload().assign(0);
        dma.room.assign(1);
        dma.slot.assign(0);
        assume(any(clock.ne(0), setting.log2().eq(4)), "a queue of 16");

        dma.takes.assign(1);
        var under = reg(bool(), init(0));
        under.next(dma.asks);
        dma.answered.assign(under);
        dma.answer.assign(answer);

        var read = dma.read;
        read.ready().assign(1);
        var left = reg(uint(9), init(0));
        when(read.fire(), () -> left.next(read.payload().len().zext(9).add(1)))
                .elseWhen(left.ne(0), () -> left.next(left.sub(1)));
        dma.beat.valid().assign(left.ne(0));
        dma.beat.payload().data().assign(data);
        dma.beat.payload().error().assign(0);
        dma.beat.payload().last().assign(left.eq(1));

        var fenced = reg(bool(), init(0));
        var headed = reg(bool(), init(0));
        when(
                dma.beat.valid().and(headed.not()),
                () -> {
                    headed.next(1);
                    fenced.next(data.bit(DmaDescriptor.FENCE.lo()));
                });
        var result = dma.result;
        var frame =
                any(
                        result.payload().outcome().is(DmaResult.Outcome.STAGED),
                        result.payload().outcome().is(DmaResult.Outcome.SKIPPED));
        check(
                any(all(result.valid(), frame).not(), fenced.not(), waits.not()),
                "nothing passes a fence");
    }
}
