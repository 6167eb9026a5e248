package org.jetstreamlan.nic.transmit;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.buffer.BlockChain;
import org.jetstreamlan.nic.buffer.BlockGrant;
import org.jetstreamlan.nic.buffer.BlockManager;
import org.jetstreamlan.nic.buffer.BlockMemory;
import org.jetstreamlan.nic.buffer.BlockWrite;
import org.jetstreamlan.nic.buffer.ChainAccess;
import org.jetstreamlan.nic.buffer.EventRing;
import org.jetstreamlan.nic.buffer.PoolSetting;
import org.jetstreamlan.nic.buffer.ReserveRequest;
import org.jetstreamlan.nic.buffer.TransmitRing;
import org.jetstreamlan.nic.mac.Completed;
import org.jetstreamlan.nic.mac.TransmitRequest;

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
    final Bool refused = output(bool());

    final Stream<UInt> hostAllocate = input(stream(uint(6)));
    final Flow<BlockGrant> hostGranted;
    final Stream<ChainAccess> chain;
    final Flow<PoolSetting> poolSetting = input(flow(PoolSetting.TYPE));
    final Stream<BlockWrite> blockWrite;
    final Stream<BlockWrite> descriptorWrite;
    final Bool ready = output(bool());
    final UInt clock = output(uint(32));

    final TransmitEngine engine;
    final BlockManager manager;
    final BlockMemory memory;
    final TransmitRing descriptors;
    final EventRing completions;

    TransmitRig(AdapterParameters parameters) {
        this.parameters = parameters;
        super();
        this.hostGranted = output(flow(BlockGrant.type(parameters.blockWidth())));
        this.chain = input(stream(ChainAccess.type(parameters.blockWidth())));
        this.blockWrite = input(stream(BlockWrite.type(parameters.cellWidth())));
        this.descriptorWrite =
                input(
                        stream(
                                BlockWrite.type(
                                        Integer.numberOfTrailingZeros(parameters.transmitRing())
                                                + 1)));
        this.engine = child(new TransmitEngine(parameters));
        this.manager = child(new BlockManager(parameters.blocks(), parameters.pools()));
        this.memory = child(new BlockMemory(parameters.blocks() * parameters.blockBytes()));
        this.descriptors = child(new TransmitRing(parameters.transmitRing()));
        this.completions = child(new EventRing(parameters.completionRing()));
    }

    @Override
    protected String moduleName() {
        return "TransmitRig_" + parameters.blocks();
    }

    @Override
    protected void build() {
        var now = reg(uint(32), init(0));
        now.next(now.add(1));
        clock.assign(now);
        engine.restart.assign(restart);
        engine.enable.assign(enable);
        engine.producer.assign(producer);
        consumer.assign(engine.consumer);
        completionProducer.assign(engine.completionProducer);
        engine.completionConsumer.assign(completionConsumer);
        engine.now.assign(now);
        connect(request, engine.request);
        connect(payload, engine.payload);
        engine.completed.assign(completed);
        refused.assign(engine.refused);
        memories();
        manage();
    }

    private void memories() {
        descriptors.ringRead.assign(engine.ringRead);
        engine.ringEntry.assign(descriptors.ringEntry);
        connect(descriptors.hostWrite, descriptorWrite);
        descriptors.hostRead.valid().assign(low());
        descriptors.hostRead.payload().address().assign(0);
        completions.ringWrite.assign(engine.completion);
        completions.hostRead.valid().assign(low());
        completions.hostRead.payload().address().assign(0);
        memory.ringRead.valid().assign(engine.read.valid());
        memory.ringRead.payload().assign(engine.read.payload());
        engine.data.assign(memory.ringData.payload());
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
        connect(manager.transmitNext, engine.next);
        engine.nextBlock.assign(manager.transmitNextBlock);
        connect(manager.hostAllocate, hostAllocate);
        hostGranted.assign(manager.hostGranted);
        connect(manager.chainAccess, chain);
        manager.inspectedPool.assign(0);
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
