package org.jetstreamlan.nic.transmit;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.buffer.BlockChain;
import org.jetstreamlan.nic.buffer.BlockGrant;
import org.jetstreamlan.nic.buffer.BlockInquiry;
import org.jetstreamlan.nic.buffer.BlockManager;
import org.jetstreamlan.nic.buffer.BlockMemory;
import org.jetstreamlan.nic.buffer.BlockReadRequest;
import org.jetstreamlan.nic.buffer.BlockSize;
import org.jetstreamlan.nic.buffer.BlockWrite;
import org.jetstreamlan.nic.buffer.ChainAccess;
import org.jetstreamlan.nic.buffer.PoolSetting;
import org.jetstreamlan.nic.buffer.ReserveRequest;
import org.jetstreamlan.nic.buffer.TableFlip;

/// The two readers of payload with memory and block manager: jobs in, cells out.
public final class ChecksumRig extends Module {
    private final AdapterParameters parameters;

    final Stream<TransmitJob> job;
    final Flow<PayloadCell> cell = output(flow(PayloadCell.TYPE));
    final Bool cellRoom = input(bool());
    final Bool ready = output(bool());
    final Stream<UInt> hostAllocate = input(stream(uint(6)));
    final Flow<BlockGrant> hostGranted;
    final Stream<ChainAccess> chain;
    final UInt pool = input(uint(6));
    final Flow<PoolSetting> poolSetting = input(flow(PoolSetting.TYPE));
    final Stream<BlockWrite> blockWrite;
    final Stream<BlockReadRequest> blockRead;

    /// Log2 of the smallest blocks in a block.
    final UInt scale = input(uint(3));

    private final ChecksumReader checksums;
    private final PayloadReader reader;
    private final BlockInquiry inquiry;
    private final BlockManager manager;
    private final BlockMemory memory;

    ChecksumRig(AdapterParameters parameters) {
        this.parameters = parameters;
        super();
        int blockWidth = parameters.blockWidth();
        int offsetWidth = parameters.log2BlockBytes() - 3;
        int larger = parameters.largerSizes();
        this.job = input(stream(TransmitJob.type(blockWidth)));
        this.hostGranted = output(flow(BlockGrant.type(blockWidth)));
        this.chain = input(stream(ChainAccess.type(blockWidth)));
        this.blockWrite = input(stream(BlockWrite.type(parameters.cellWidth())));
        this.blockRead = input(stream(BlockReadRequest.type(parameters.cellWidth())));
        this.checksums = child(new ChecksumReader(blockWidth, offsetWidth, larger));
        this.reader = child(new PayloadReader(blockWidth, offsetWidth, larger));
        this.inquiry = child(new BlockInquiry(2, blockWidth));
        this.manager = child(new BlockManager(parameters.blocks(), parameters.pools()));
        this.memory = child(new BlockMemory(parameters.blocks() * parameters.blockBytes()));
    }

    @Override
    protected void build() {
        var larger = new Bool[parameters.largerSizes()];
        for (int i = 0; i < larger.length; i++) {
            larger[larger.length - 1 - i] = scale.gt(i);
        }
        for (var size : new BlockSize[] {checksums.size, reader.size}) {
            size.blocks().assign(parameters.blocks());
            size.larger().assign(cat(larger));
        }
        checksums.restart.assign(low());
        reader.restart.assign(low());
        inquiry.restart.assign(low());
        connect(checksums.in, job);
        connect(reader.job, checksums.out);
        reader.field.assign(checksums.field);
        connect(inquiry.askers.get(0), reader.next);
        reader.nextBlock.assign(inquiry.answers.get(0));
        connect(inquiry.askers.get(1), checksums.next);
        checksums.nextBlock.assign(inquiry.answers.get(1));
        connect(manager.transmitNext, inquiry.question);
        inquiry.answer.assign(manager.transmitNextBlock);
        reader.awaitedRoom.assign(high());
        reader.permitted.assign(high());
        reader.rightBroken.assign(low());
        reader.requestRoom.assign(high());
        reader.cellRoom.assign(cellRoom);
        cell.assign(reader.cell);
        memory();
        manage();
    }

    private void memory() {
        memory.ringRead.valid().assign(reader.read.valid());
        memory.ringRead.payload().assign(reader.read.payload());
        connect(memory.aheadRead, checksums.read);
        connect(memory.hostRead, blockRead);
        connect(memory.hostWrite, blockWrite);
        reader.data.assign(memory.ringData.payload());
        reader.broken.assign(memory.broken);
        checksums.cell.assign(memory.aheadData);
        memory.ringWrite.valid().assign(low());
        memory.ringWrite.payload().assign(BlockWrite.type(parameters.cellWidth()).zero());
        memory.flip.valid().assign(low());
        memory.flip.payload().assign(0);
    }

    private void manage() {
        manager.restart.assign(low());
        manager.blocks.assign(parameters.blocks());
        ready.assign(manager.ready);
        connect(manager.hostAllocate, hostAllocate);
        hostGranted.assign(manager.hostGranted);
        connect(manager.chainAccess, chain);
        manager.inspectedPool.assign(pool);
        manager.poolSetting.assign(poolSetting);
        manager.flip.valid().assign(low());
        manager.flip.payload().assign(TableFlip.TYPE.zero());
        manager.setReserve.valid().assign(low());
        manager.setReserve.payload().assign(ReserveRequest.TYPE.zero());
        manager.hostFree.valid().assign(low());
        manager.hostFree.payload().assign(0);
        manager.receiveAllocate.valid().assign(low());
        manager.receiveAllocate.payload().pool().assign(0);
        manager.receiveAllocate.payload().linked().assign(0);
        manager.receiveAllocate.payload().previous().assign(0);
        var none = BlockChain.type(parameters.blockWidth()).zero();
        manager.receiveRelease.valid().assign(low());
        manager.receiveRelease.payload().assign(none);
        manager.deliver.valid().assign(low());
        manager.deliver.payload().assign(none);
    }
}
