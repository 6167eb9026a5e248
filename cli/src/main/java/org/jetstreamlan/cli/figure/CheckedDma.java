package org.jetstreamlan.cli.figure;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.clan.DmaAcknowledged;
import org.jetstreamlan.nic.clan.DmaEngine;
import org.jetstreamlan.nic.clan.DmaPlaces;
import org.jetstreamlan.nic.clan.DmaResult;
import org.jetstreamlan.nic.clan.DmaStart;
import org.jetstreamlan.nic.clan.EndpointIndex;
import org.jetstreamlan.nic.clan.OwnRead;
import org.jetstreamlan.nic.clan.PeerRead;
import org.jetstreamlan.nic.clan.QueueSetting;
import org.jetstreamlan.nic.clan.RegionCheck;
import org.jetstreamlan.nic.clan.RegionEntry;
import org.jetstreamlan.nic.clan.StagedFrame;
import org.jetstreamlan.nic.clan.StoreQueue;
import org.jetstreamlan.nic.master.ReadBeat;
import org.jetstreamlan.nic.master.ReadBurst;

/// The DMA engine of 64 endpoints and the check of each of its segments, without the table of regions.
final class CheckedDma extends Module {
    private static final int LOG2_ENDPOINTS = 6;

    private final Flow<UInt> setUp = input(flow(uint(LOG2_ENDPOINTS)));
    private final QueueSetting setting = input(QueueSetting.TYPE);
    private final Flow<EndpointIndex> producer = input(flow(EndpointIndex.type(LOG2_ENDPOINTS)));
    private final Stream<UInt> rung = output(stream(uint(LOG2_ENDPOINTS)));
    private final Stream<DmaStart> start = input(stream(DmaStart.type(LOG2_ENDPOINTS)));
    private final Stream<DmaResult> result = output(stream(DmaResult.type(LOG2_ENDPOINTS)));
    private final Flow<UInt> drop = input(flow(uint(LOG2_ENDPOINTS)));
    private final Flow<UInt> acknowledge = input(flow(uint(DmaPlaces.SLOT_WIDTH)));
    private final UInt acknowledged = input(uint(LOG2_ENDPOINTS));
    private final Flow<UInt> clear = input(flow(uint(LOG2_ENDPOINTS)));
    private final Bool acknowledgedResponse = input(bool());
    private final Flow<EndpointIndex> readsAnswered =
            output(flow(EndpointIndex.type(LOG2_ENDPOINTS)));
    private final UInt peerAsked = output(uint(LOG2_ENDPOINTS + 1));
    private final PeerRead peerRead = input(PeerRead.TYPE);
    private final Bool peerBroken = input(bool());
    private final Stream<OwnRead> own = output(stream(OwnRead.TYPE));
    private final Flow<DmaAcknowledged> told = output(flow(DmaAcknowledged.type(LOG2_ENDPOINTS)));
    private final Bool asks = output(bool());
    private final UInt number = output(uint(RegionEntry.NUMBER_WIDTH));
    private final Bool takes = input(bool());
    private final Bool answered = input(bool());
    private final RegionEntry entry = input(RegionEntry.TYPE);
    private final Bool broken = input(bool());
    private final Stream<ReadBurst> read = output(stream(ReadBurst.type()));
    private final Flow<ReadBeat> beat = input(flow(ReadBeat.type(StoreQueue.CELL_BITS)));
    private final Bool room = input(bool());
    private final Bool begins = output(bool());
    private final UInt slot = input(uint(DmaPlaces.SLOT_WIDTH));
    private final Flow<Bits> cell = output(flow(bits(StoreQueue.CELL_BITS)));
    private final Flow<StagedFrame> put = output(flow(StagedFrame.TYPE));
    private final UInt owner = output(uint(LOG2_ENDPOINTS));
    private final Bool busy = output(bool());

    private final DmaEngine dma = child(new DmaEngine(1 << LOG2_ENDPOINTS));
    private final RegionCheck checker = child(new RegionCheck());

    @Override
    protected void build() {
        dma.setUp.assign(setUp);
        dma.setting.assign(setting);
        dma.producer.assign(producer);
        connect(rung, dma.rung);
        connect(dma.start, start);
        connect(result, dma.result);
        dma.drop.assign(drop);
        dma.acknowledge.assign(acknowledge);
        dma.acknowledged.assign(acknowledged);
        dma.clear.assign(clear);
        told.assign(dma.told);
        dma.acknowledgedResponse.assign(acknowledgedResponse);
        readsAnswered.assign(dma.readsAnswered);
        peerAsked.assign(dma.peerAsked);
        dma.peerRead.assign(peerRead);
        dma.peerBroken.assign(peerBroken);
        connect(own, dma.own);
        asks.assign(dma.asks);
        number.assign(dma.number);
        dma.takes.assign(takes);
        dma.answered.assign(answered);
        checker.query.assign(dma.query);
        checker.entry.assign(entry);
        checker.broken.assign(broken);
        dma.answer.assign(checker.answer);
        connect(read, dma.read);
        dma.beat.assign(beat);
        dma.room.assign(room);
        begins.assign(dma.begins);
        dma.slot.assign(slot);
        cell.assign(dma.cell);
        put.assign(dma.put);
        owner.assign(dma.owner);
        busy.assign(dma.busy);
    }
}
