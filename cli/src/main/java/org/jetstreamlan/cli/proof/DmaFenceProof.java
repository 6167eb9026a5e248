package org.jetstreamlan.cli.proof;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.clan.DmaEngine;
import org.jetstreamlan.nic.clan.DmaPlaces;
import org.jetstreamlan.nic.clan.DmaResult;
import org.jetstreamlan.nic.clan.DmaStart;
import org.jetstreamlan.nic.clan.EndpointIndex;
import org.jetstreamlan.nic.clan.PeerRead;
import org.jetstreamlan.nic.clan.QueueSetting;
import org.jetstreamlan.nic.clan.RegionAnswer;
import org.jetstreamlan.nic.master.ReadBeat;

/// [DmaEngine] makes no frame of a descriptor with FENCE, and passes none by, before the scheduler has said that what it waits for is done: its own check, for any number of descriptors
/// of two queues, whatever they say and whoever changes them meanwhile, however the bus, the region check and the scheduler behave, at full width. That the scheduler says so only
/// when it is done, `ClanDmaTest` shows.
final class DmaFenceProof extends Module {
    private static final int ENDPOINTS = 2;

    private final Flow<UInt> setUp = input(flow(uint(1)));
    private final QueueSetting setting = input(QueueSetting.TYPE);
    private final Flow<EndpointIndex> producer = input(flow(EndpointIndex.type(1)));
    private final Bool hears = input(bool());
    private final Stream<DmaStart> start = input(stream(DmaStart.type(1)));
    private final Stream<DmaResult> result = output(stream(DmaResult.type(1)));
    private final Flow<UInt> drop = input(flow(uint(1)));
    private final Flow<UInt> acknowledge = input(flow(uint(DmaPlaces.SLOT_WIDTH)));
    private final UInt acknowledged = input(uint(1));
    private final Bool acknowledgedResponse = input(bool());
    private final Flow<UInt> clear = input(flow(uint(1)));
    private final PeerRead peerRead = input(PeerRead.TYPE);
    private final Bool peerBroken = input(bool());
    private final Bool owns = input(bool());
    private final Bool takes = input(bool());
    private final Bool answered = input(bool());
    private final RegionAnswer answer = input(RegionAnswer.TYPE);
    private final Bool reads = input(bool());
    private final Flow<ReadBeat> beat = input(flow(ReadBeat.type(64)));
    private final Bool room = input(bool());
    private final UInt slot = input(uint(DmaPlaces.SLOT_WIDTH));

    private final DmaEngine dma = child(new DmaEngine(ENDPOINTS));

    @Override
    protected void build() {
        dma.setUp.assign(setUp);
        dma.setting.assign(setting);
        // The next doorbell when the scheduler has heard of the one before.
        dma.producer
                .valid()
                .assign(all(producer.valid(), dma.rung.valid().not(), setUp.valid().not()));
        dma.producer.payload().assign(producer.payload());
        dma.rung.ready().assign(hears);
        connect(dma.start, start);
        connect(result, dma.result);
        dma.drop.assign(drop);
        dma.acknowledge.assign(acknowledge);
        dma.acknowledged.assign(acknowledged);
        dma.acknowledgedResponse.assign(acknowledgedResponse);
        dma.clear.assign(clear);
        dma.peerRead.assign(peerRead);
        dma.peerBroken.assign(peerBroken);
        dma.own.ready().assign(owns);
        dma.takes.assign(takes);
        dma.answered.assign(answered);
        dma.answer.assign(answer);
        dma.read.ready().assign(reads);
        dma.beat.assign(beat);
        dma.room.assign(room);
        dma.slot.assign(slot);
    }
}
