package org.jetstreamlan.cli.proof;

import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.nic.clan.DmaEngine;
import org.jetstreamlan.nic.clan.QueueSetting;
import org.jetstreamlan.nic.clan.RegionAnswer;
import org.jetstreamlan.nic.clan.RegionEntry;
import org.jetstreamlan.nic.clan.RegionQuery;

/// [DmaEngine] asks the bus for the queue's own descriptor, and then only for cells of bytes that a region check has just let it touch, asked with the queue's tag and
/// LOCAL_READ, or of that descriptor. Of the first descriptor of a queue, whatever it says, whatever the check answers, up to its first burst of data; the bus answers at once;
/// one endpoint. What an answer is worth says [RegionCheckProof], that a piece's other bursts stay in it [DataFetchProof].
final class DmaEngineProof extends Module {
    /// In which the first burst of data has been offered.
    static final int CLOCKS = 33;

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
        var known = reg(QueueSetting.TYPE);
        when(clock.eq(0), () -> known.next(setting));
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

        var asked = check();
        bus(known, asked);
    }

    /// What the last answer lets it touch.
    private record Allowed(Bool any, UInt first, UInt behind) {}

    private Allowed check() {
        dma.takes.assign(1);
        var under = reg(bool(), init(0));
        var query = reg(RegionQuery.TYPE);
        under.next(dma.asks);
        when(dma.asks, () -> query.next(dma.query));
        dma.answered.assign(under);
        dma.answer.assign(answer);
        assume(answer.room().le(RegionAnswer.ROOM_MAXIMUM), "room is saturated");
        var some = reg(bool(), init(0));
        var first = reg(uint(65));
        var behind = reg(uint(65));
        var lawful =
                all(
                        answer.reason().is(ClanReason.NONE),
                        query.rights()
                                .eq(
                                        lit(
                                                org.jetstreamlan.abi.clan.RegionEntry.LOCAL_READ,
                                                RegionEntry.RIGHTS)));
        when(
                under,
                () -> {
                    some.next(all(lawful, query.tag().eq(tag)));
                    first.next(answer.bus().zext(65));
                    behind.next(answer.bus().zext(65).add(answer.room().zext(65)));
                });
        return new Allowed(some, first, behind);
    }

    private final Bits tag = wire(bits(RegionEntry.TAG_WIDTH));

    private void bus(QueueSetting known, Allowed allowed) {
        tag.assign(known.tag());
        var read = dma.read;
        read.ready().assign(1);
        var left = reg(uint(9), init(0));
        when(read.fire(), () -> left.next(read.payload().len().zext(9).add(1)))
                .elseWhen(left.ne(0), () -> left.next(left.sub(1)));
        dma.beat.valid().assign(left.ne(0));
        dma.beat.payload().data().assign(data);
        dma.beat.payload().error().assign(0);
        dma.beat.payload().last().assign(left.eq(1));

        // The first burst is the descriptor's.
        var described = reg(bool(), init(0));
        when(read.fire(), () -> described.next(1));
        var place = cat(known.base(), zeros(6)).asUInt();
        var own =
                all(
                        read.payload().address().eq(place),
                        read.payload().len().eq(DmaDescriptor.BYTES / 8 - 1));
        check(any(read.valid().not(), described, own), "the queue's descriptor comes first");
        var from = read.payload().address();
        var behind =
                from.zext(65).add(cat(read.payload().len().zext(62).add(1), zeros(3)).asUInt());
        var inDescriptor = all(from.ge(place), behind.sub(place.zext(65)).le(DmaDescriptor.BYTES));
        var inRegion =
                all(
                        allowed.any(),
                        from.zext(65).add(7).ge(allowed.first()),
                        behind.sub(7).le(allowed.behind()));
        check(
                any(read.valid().not(), described.not(), inDescriptor, inRegion),
                "data comes of the descriptor or of what was let pass");
    }
}
