package org.jetstreamlan.nic.receive;

import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.VciHash;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.buffer.BlockManager;
import org.jetstreamlan.nic.buffer.BlockMemory;
import org.jetstreamlan.nic.buffer.PoolEntry;
import org.jetstreamlan.nic.buffer.PoolSetting;
import org.jetstreamlan.nic.buffer.ReserveRequest;
import org.jetstreamlan.nic.buffer.TableFlip;
import org.jetstreamlan.nic.mac.Received;
import org.jetstreamlan.nic.mac.Verdict;
import org.jetstreamlan.nic.master.ReadManager;
import org.jetstreamlan.nic.master.RingPlace;
import org.jetstreamlan.nic.master.WriteManager;
import org.jetstreamlan.nic.table.VciAccess;
import org.jetstreamlan.nic.table.VciTable;

/// The receive engine with the memories and tables that it works on; the MAC and the host are the test.
public final class ReceiveRig extends Module {
    private final AdapterParameters parameters;

    final Bool restart = input(bool());
    final Received received = input(Received.TYPE);
    final Verdict verdict = output(Verdict.TYPE);
    final UInt station = input(uint(6));
    final Bool stationValid = input(bool());
    final UInt consumer = input(uint(16));
    final UInt producer = output(uint(16));
    final Flow<Enumerated<Counter>> fate = output(flow(enumerated(Counter.class)));

    final Stream<VciAccess> vci;
    final UInt inspectedPool = input(uint(6));
    final PoolEntry inspectedEntry;
    final Flow<PoolSetting> poolSetting = input(flow(PoolSetting.TYPE));
    final Stream<UInt> claim = input(stream(uint(6)));
    final Flow<Bool> claimed = output(flow(bool()));
    final Flow<Bool> setDropOld = input(flow(bool()));
    final Flow<UInt> error = output(flow(uint(6)));
    final Flow<Bits> flip = input(flow(bits(8)));
    final Stream<UInt> hostFree = input(stream(uint(16)));
    final Flow<Bool> hostFreed = output(flow(bool()));
    final Stream<UInt> hostAllocate = input(stream(uint(6)));
    final UInt freeBlocks;
    final Bool ready = output(bool());
    final UInt clock = output(uint(64));
    final Axi4 host = output(Axi4.type(WriteManager.ADDRESS_WIDTH, 64, 1)).named("m_axi");
    final RingPlace eventRing = input(RingPlace.TYPE);
    final Bool stopped = output(bool());
    final Bool busy = output(bool());

    final UInt now = reg(uint(64), init(0));

    final ReceiveEngine engine;
    final BlockManager manager;
    final VciTable table;
    final BlockMemory memory;
    final WriteManager writes = child(new WriteManager(1, 64, 1, 8));
    final ReadManager reads = child(new ReadManager(1, 64, 1, 1));

    ReceiveRig(AdapterParameters parameters) {
        this.parameters = parameters;
        super();
        int setWidth = Integer.numberOfTrailingZeros(parameters.vciSets());
        this.vci = input(stream(VciAccess.type(VciTable.wayWidth(VciHash.WAYS), setWidth)));
        this.inspectedEntry = output(PoolEntry.type(parameters.blockCountWidth()));
        this.freeBlocks = output(uint(parameters.blockCountWidth()));
        this.engine = child(new ReceiveEngine(parameters, 64));
        this.manager = child(new BlockManager(parameters.blocks(), parameters.pools()));
        this.table = child(new VciTable(VciHash.WAYS, parameters.vciSets()));
        this.memory = child(new BlockMemory(parameters.blocks() * parameters.blockBytes()));
    }

    @Override
    protected String moduleName() {
        return "ReceiveRig_" + parameters.blocks();
    }

    @Override
    protected void build() {
        now.next(now.add(1));
        clock.assign(now);
        engine.restart.assign(restart);
        engine.size.blocks().assign(parameters.blocks());
        engine.size.larger().assign(0);
        engine.received.assign(received);
        verdict.assign(engine.verdict);
        engine.station.assign(station);
        engine.stationValid.assign(stationValid);
        engine.now.assign(now);
        engine.consumer.assign(consumer);
        producer.assign(engine.producer);
        fate.assign(engine.fate);
        table.flip.valid().assign(low());
        table.flip.payload().assign(0);
        table.lookup.assign(engine.lookup);
        engine.found.assign(table.result);
        connect(table.access, vci);
        connect(engine.claim, claim);
        claimed.assign(engine.claimed);
        engine.inspected.assign(inspectedPool);
        engine.setDropOld.assign(setDropOld);
        error.assign(engine.error);
        engine.flip.assign(flip);
        master();
        memory.ringWrite.valid().assign(engine.write.valid());
        memory.ringWrite.payload().assign(engine.write.payload());
        memory.ringRead.valid().assign(low());
        memory.ringRead.payload().address().assign(0);
        memory.hostRead.valid().assign(low());
        memory.hostRead.payload().address().assign(0);
        memory.hostWrite.valid().assign(low());
        memory.hostWrite.payload().address().assign(0);
        memory.hostWrite.payload().data().assign(0);
        memory.hostWrite.payload().mask().assign(0);
        memory.flip.valid().assign(low());
        memory.aheadRead.valid().assign(low());
        memory.aheadRead.payload().address().assign(0);
        memory.flip.payload().assign(0);
        manage();
    }

    private void master() {
        connect(host.aw(), writes.aw);
        connect(host.w(), writes.w);
        connect(writes.b, host.b());
        connect(host.ar(), reads.ar);
        connect(reads.r, host.r());
        reads.in.getFirst().valid().assign(low());
        reads.in.getFirst().payload().address().assign(0);
        reads.in.getFirst().payload().len().assign(0);
        connect(writes.in.getFirst(), engine.eventWrite);
        engine.eventDone.assign(writes.done.getFirst());
        engine.eventRing.assign(eventRing);
        stopped.assign(engine.stopped);
        busy.assign(engine.busy.or(writes.busy));
    }

    private void manage() {
        manager.restart.assign(restart);
        manager.flip.valid().assign(low());
        manager.blocks.assign(parameters.blocks());
        manager.flip.payload().assign(TableFlip.TYPE.zero());
        connect(manager.receiveAllocate, engine.allocate);
        engine.granted.assign(manager.receiveGranted);
        connect(manager.receiveRelease, engine.release);
        connect(manager.deliver, engine.deliver);
        connect(manager.hostFree, hostFree);
        hostFreed.assign(manager.hostFreed);
        connect(manager.hostAllocate, hostAllocate);
        manager.transmitNext.valid().assign(low());
        manager.transmitNext.payload().assign(0);
        manager.chainAccess.valid().assign(low());
        manager.chainAccess.payload().write().assign(0);
        manager.chainAccess.payload().block().assign(0);
        manager.chainAccess.payload().value().assign(0);
        manager.inspectedPool.assign(inspectedPool);
        inspectedEntry.assign(manager.inspectedEntry);
        manager.poolSetting.assign(poolSetting);
        manager.setReserve.valid().assign(0);
        manager.setReserve.payload().assign(ReserveRequest.TYPE.zero());
        freeBlocks.assign(manager.freeBlocks);
        ready.assign(manager.ready);
    }
}
