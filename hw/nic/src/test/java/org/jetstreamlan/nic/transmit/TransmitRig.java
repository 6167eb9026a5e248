package org.jetstreamlan.nic.transmit;

import org.jetstreamlan.abi.MemoryKind;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.buffer.BlockChain;
import org.jetstreamlan.nic.buffer.BlockGrant;
import org.jetstreamlan.nic.buffer.BlockInquiry;
import org.jetstreamlan.nic.buffer.BlockManager;
import org.jetstreamlan.nic.buffer.BlockMemory;
import org.jetstreamlan.nic.buffer.BlockWrite;
import org.jetstreamlan.nic.buffer.ChainAccess;
import org.jetstreamlan.nic.buffer.PoolSetting;
import org.jetstreamlan.nic.buffer.ReserveRequest;
import org.jetstreamlan.nic.buffer.TableError;
import org.jetstreamlan.nic.buffer.TableFlip;
import org.jetstreamlan.nic.mac.Completed;
import org.jetstreamlan.nic.mac.TransmitRequest;
import org.jetstreamlan.nic.master.ReadManager;
import org.jetstreamlan.nic.master.RingPlace;
import org.jetstreamlan.nic.master.WriteManager;

/// The transmit engine with the memories and tables that it works on; the MAC and the host are the test.
public final class TransmitRig extends Module {
    private final AdapterParameters parameters;

    final Bool restart = input(bool());
    final Bool enable = input(bool());
    final UInt producer = input(uint(16));
    final UInt consumer = output(uint(16));
    final UInt completionProducer = output(uint(16));
    final UInt completionConsumer = input(uint(16));
    final Stream<TransmitRequest> request = output(stream(TransmitRequest.TYPE));
    final Stream<Bits> payload = output(stream(bits(32)));
    final Flow<Completed> completed = input(flow(Completed.TYPE));
    final Bool spoiled = output(bool());
    final Bool refused = output(bool());
    final Flow<TableFlip> flip = input(flow(TableFlip.TYPE));
    final Flow<UInt> error;
    final Flow<TableError> tableError;

    final Flow<UInt> setFirstChannel = input(flow(uint(18)));
    final Flow<UInt> setLastChannel = input(flow(uint(18)));
    final Flow<UInt> setShare = input(flow(uint(24)));
    final UInt share = output(uint(24));
    final UInt allocation = input(uint(24));
    final Bool holding = input(bool());
    final Stream<UInt> hostAllocate = input(stream(uint(6)));
    final Flow<BlockGrant> hostGranted;
    final Stream<ChainAccess> chain;
    final UInt pool = input(uint(6));
    final Flow<PoolSetting> poolSetting = input(flow(PoolSetting.TYPE));
    final Stream<BlockWrite> blockWrite;
    final Bool ready = output(bool());
    final UInt clock = output(uint(64));
    final Axi4 host = output(Axi4.type(WriteManager.ADDRESS_WIDTH, 64, 1)).named("m_axi");
    final RingPlace transmitRing = input(RingPlace.TYPE);
    final RingPlace completionRing = input(RingPlace.TYPE);
    final Bool transmitStopped = output(bool());
    final Bool completionStopped = output(bool());
    final Bool busy = output(bool());

    final TransmitEngine engine;
    final BlockManager manager;
    final BlockInquiry inquiry;
    final BlockMemory memory;
    final WriteManager writes = child(new WriteManager(1, 64, 1, 8));
    final ReadManager reads = child(new ReadManager(1, 64, 1, 8));

    TransmitRig(AdapterParameters parameters) {
        this.parameters = parameters;
        super();
        this.hostGranted = output(flow(BlockGrant.type(parameters.blockWidth())));
        this.chain = input(stream(ChainAccess.type(parameters.blockWidth())));
        this.blockWrite = input(stream(BlockWrite.type(parameters.cellWidth())));
        this.error = output(flow(uint(parameters.cellWidth())));
        this.tableError = output(flow(TableError.type(Math.max(parameters.blockWidth(), 6))));
        this.engine = child(new TransmitEngine(parameters, 64));
        this.manager = child(new BlockManager(parameters.blocks(), parameters.pools()));
        this.inquiry = child(new BlockInquiry(2, parameters.blockWidth()));
        this.memory = child(new BlockMemory(parameters.blocks() * parameters.blockBytes()));
    }

    @Override
    protected String moduleName() {
        return "TransmitRig_" + parameters.blocks();
    }

    @Override
    protected void build() {
        var now = reg(uint(64), init(0));
        now.next(now.add(1));
        clock.assign(now);
        engine.restart.assign(restart);
        engine.size.blocks().assign(parameters.blocks());
        engine.size.larger().assign(0);
        engine.enable.assign(enable);
        engine.producer.assign(producer);
        consumer.assign(engine.consumer);
        completionProducer.assign(engine.completionProducer);
        engine.completionConsumer.assign(completionConsumer);
        engine.now.assign(now);
        connect(request, engine.request);
        connect(payload, engine.payload);
        engine.completed.assign(completed);
        spoiled.assign(engine.spoiled);
        error.assign(engine.error);
        refused.assign(engine.refused);
        engine.inspectedPool.assign(pool);
        engine.setFirstChannel.assign(setFirstChannel);
        engine.setLastChannel.assign(setLastChannel);
        engine.setShare.assign(setShare);
        share.assign(engine.share);
        engine.allocation.assign(allocation);
        engine.holding.assign(holding);
        memories();
        master();
        manage();
    }

    private void master() {
        connect(host.aw(), writes.aw);
        connect(host.w(), writes.w);
        connect(writes.b, host.b());
        connect(host.ar(), reads.ar);
        connect(reads.r, host.r());
        connect(writes.in.getFirst(), engine.completionWrite);
        engine.completionDone.assign(writes.done.getFirst());
        connect(reads.in.getFirst(), engine.descriptorRead);
        engine.descriptorBeat.assign(reads.beats.getFirst());
        engine.transmitRing.assign(transmitRing);
        engine.completionRing.assign(completionRing);
        transmitStopped.assign(engine.transmitStopped);
        completionStopped.assign(engine.completionStopped);
        busy.assign(any(writes.busy, reads.busy, engine.busy));
    }

    private void memories() {
        memory.ringRead.valid().assign(engine.read.valid());
        memory.ringRead.payload().assign(engine.read.payload());
        engine.data.assign(memory.ringData.payload());
        engine.broken.assign(memory.broken);
        connect(memory.aheadRead, engine.aheadRead);
        engine.aheadData.assign(memory.aheadData);
        memory.flip.valid().assign(flip.valid().and(flip.payload().memory().is(MemoryKind.BLOCKS)));
        memory.flip.payload().assign(flip.payload().flip());
        connect(memory.hostWrite, blockWrite);
        memory.hostRead.valid().assign(low());
        memory.hostRead.payload().address().assign(0);
        memory.ringWrite.valid().assign(low());
        memory.ringWrite.payload().address().assign(0);
        memory.ringWrite.payload().data().assign(0);
        memory.ringWrite.payload().mask().assign(0);
    }

    private void manage() {
        manager.restart.assign(restart);
        manager.flip.assign(flip);
        manager.blocks.assign(parameters.blocks());
        tableError.assign(manager.error);
        inquiry.restart.assign(restart);
        connect(inquiry.askers.get(0), engine.next);
        engine.nextBlock.assign(inquiry.answers.get(0));
        connect(inquiry.askers.get(1), engine.aheadNext);
        engine.aheadNextBlock.assign(inquiry.answers.get(1));
        connect(manager.transmitNext, inquiry.question);
        inquiry.answer.assign(manager.transmitNextBlock);
        connect(manager.hostAllocate, hostAllocate);
        hostGranted.assign(manager.hostGranted);
        connect(manager.chainAccess, chain);
        manager.inspectedPool.assign(pool);
        manager.poolSetting.assign(poolSetting);
        manager.setReserve.valid().assign(0);
        manager.setReserve.payload().assign(ReserveRequest.TYPE.zero());
        manager.hostFree.valid().assign(low());
        manager.hostFree.payload().assign(0);
        manager.receiveAllocate.valid().assign(low());
        manager.receiveAllocate.payload().pool().assign(0);
        manager.receiveAllocate.payload().linked().assign(0);
        manager.receiveAllocate.payload().previous().assign(0);
        noChain(manager.receiveRelease);
        noChain(manager.deliver);
        ready.assign(manager.ready);
    }

    private static void noChain(Stream<BlockChain> port) {
        port.valid().assign(low());
        port.payload().head().assign(0);
        port.payload().tail().assign(0);
        port.payload().count().assign(0);
        port.payload().pool().assign(0);
    }
}
