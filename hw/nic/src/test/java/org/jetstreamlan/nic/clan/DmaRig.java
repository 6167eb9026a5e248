package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.master.ReadManager;
import org.jetstreamlan.nic.master.WriteManager;

/// The way from a send queue in the host's memory to the stage. Scheduler and frame builder are the test's.
public final class DmaRig extends Module {
    static final int LOG2_ENDPOINTS = 2;
    static final int REGIONS = 8;

    final Axi4 host = output(Axi4.type(WriteManager.ADDRESS_WIDTH, 64, 1)).named("m_axi");
    final Flow<UInt> setUp = input(flow(uint(LOG2_ENDPOINTS)));
    final QueueSetting setting = input(QueueSetting.TYPE);
    final Flow<EndpointIndex> producer = input(flow(EndpointIndex.type(LOG2_ENDPOINTS)));
    final Stream<UInt> rung = output(stream(uint(LOG2_ENDPOINTS)));
    final Stream<DmaStart> start = input(stream(DmaStart.type(LOG2_ENDPOINTS)));
    final Stream<DmaResult> result = output(stream(DmaResult.type(LOG2_ENDPOINTS)));
    final Flow<UInt> drop = input(flow(uint(LOG2_ENDPOINTS)));
    final Flow<UInt> acknowledge = input(flow(uint(DmaPlaces.SLOT_WIDTH)));
    final UInt acknowledged = input(uint(LOG2_ENDPOINTS));
    final Bool acknowledgedResponse = input(bool());
    final Flow<EndpointIndex> readsAnswered = output(flow(EndpointIndex.type(LOG2_ENDPOINTS)));
    final Flow<UInt> peerAsks = input(flow(uint(LOG2_ENDPOINTS + ReadPlaces.LOG2_PLACES)));
    final PeerRead peerRead = input(PeerRead.TYPE);
    final Stream<OwnRead> own = output(stream(OwnRead.TYPE));
    final Flow<UInt> clear = input(flow(uint(LOG2_ENDPOINTS)));
    final Flow<DmaAcknowledged> told = output(flow(DmaAcknowledged.type(LOG2_ENDPOINTS)));
    final Flow<UInt> write = input(flow(uint(RegionEntry.NUMBER_WIDTH)));
    final RegionEntry entry = input(RegionEntry.TYPE);

    /// The receiver needs the region table.
    final Bool needs = input(bool());

    final Flow<UInt> taken = input(flow(uint(1)));
    final Flow<UInt> released = input(flow(uint(1)));
    final UInt buffer = input(uint(1));
    final StagedFrame frame = output(StagedFrame.TYPE);
    final UInt fetch = input(uint(Stage.CELL_WIDTH));
    final Bits data = output(bits(StoreQueue.CELL_BITS));
    final Bool broken = output(bool());
    final Bits staged = output(bits(Stage.BUFFERS));

    private final DmaEngine dma = child(new DmaEngine(1 << LOG2_ENDPOINTS));
    private final Stage stage = child(new Stage(LOG2_ENDPOINTS));
    private final RegionPort regions = child(new RegionPort(REGIONS));
    private final ReadPlaces reads = child(new ReadPlaces(LOG2_ENDPOINTS));
    private final ReadManager manager = child(new ReadManager(1, 64, 1, 8));

    @Override
    protected void build() {
        connect(host.ar(), manager.ar);
        connect(manager.r, host.r());
        host.aw().valid().assign(0);
        host.aw().payload().assign(Axi4.addressType(WriteManager.ADDRESS_WIDTH, 1).zero());
        host.w().valid().assign(0);
        host.w().payload().assign(Axi4.writeDataType(64).zero());
        host.b().ready().assign(0);
        connect(manager.in.getFirst(), dma.read);
        dma.beat.assign(manager.beats.getFirst());

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
        reads.write.assign(peerAsks);
        reads.written.assign(peerRead);
        reads.asked.assign(dma.peerAsked);
        dma.peerRead.assign(reads.found);
        dma.peerBroken.assign(reads.broken);
        connect(own, dma.own);
        regions.write.assign(write);
        regions.written.assign(entry);
        regions.number.assign(0);
        regions.query.assign(RegionQuery.TYPE.zero());
        regions.needs.assign(needs);
        regions.asks.assign(dma.asks);
        regions.askedNumber.assign(dma.number);
        regions.asked.assign(dma.query);
        dma.takes.assign(regions.takes);
        dma.answered.assign(regions.told);
        dma.answer.assign(regions.answer);
        dma.room.assign(stage.room);
        stage.begin.assign(dma.begins);
        dma.slot.assign(stage.slot);
        stage.in.assign(dma.cell);
        stage.put.assign(dma.put);
        stage.owner.assign(dma.owner);
        stage.taken.assign(taken);
        stage.released.assign(released);
        stage.drop.assign(drop);
        stage.restart.assign(0);
        stage.buffer.assign(buffer);
        frame.assign(stage.frame);
        stage.fetch.assign(fetch);
        data.assign(stage.cell);
        broken.assign(stage.broken);
        staged.assign(cat(stage.staged.get(1).valid(), stage.staged.get(0).valid()));
    }
}
