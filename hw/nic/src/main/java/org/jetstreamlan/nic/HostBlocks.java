package org.jetstreamlan.nic;

import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.buffer.BlockGrant;
import org.jetstreamlan.nic.buffer.BlockManager;

/// ALLOC and FREE for the block manager. FREE goes through a queue with a place for each block, since a register write cannot be made to wait; ALLOC
/// waits until the queue is empty, so that it sees what was freed before.
///
/// A FREE that finds the queue full (more writes than there are blocks, faster than one in 4 clocks) is refused and counted.
final class HostBlocks extends Module {
    private final int blockWidth;
    private final int queueDepth;

    final Bool restart = input(bool());

    /// Reads of ALLOC: the pool, and what the read gets.
    final Stream<UInt> request = input(stream(uint(BlockManager.POOL_WIDTH)));

    final Flow<Bits> reply = output(flow(bits(32)));

    /// ALLOC_REASON.
    final Bits lastReason = output(bits(2));

    /// Writes of FREE.
    final Flow<Bits> free = input(flow(bits(Registers.FREE_BLOCK.width())));

    final Stream<UInt> allocate = output(stream(uint(BlockManager.POOL_WIDTH)));
    final Flow<BlockGrant> granted;
    final Stream<UInt> release = output(stream(uint(Registers.FREE_BLOCK.width())));
    final Flow<Bool> released = input(flow(bool()));

    final Bool allocRefused = output(bool());
    final Bool freeRefused = output(bool());

    private final Fifo<UInt> queue;

    /// @param blockWidth log2 of the blocks
    HostBlocks(int blockWidth) {
        this.blockWidth = blockWidth;
        this.queueDepth = Math.max(1 << blockWidth, 16);
        super();
        this.granted = input(flow(BlockGrant.type(blockWidth)));
        this.queue =
                child(
                        new Fifo<>(
                                uint(Registers.FREE_BLOCK.width()),
                                queueDepth,
                                Fifo.Storage.BLOCK));
    }

    @Override
    protected String moduleName() {
        return "HostBlocks_b" + blockWidth;
    }

    @Override
    protected void build() {
        queue.in.valid().assign(free.valid());
        queue.in.payload().assign(free.payload().asUInt());
        release.valid().assign(queue.out.valid().and(restart.not()));
        release.payload().assign(queue.out.payload());
        queue.out.ready().assign(release.ready().or(restart));

        var overrun = reg(bool(), init(0));
        overrun.next(free.valid().and(queue.in.ready().not()));
        freeRefused.assign(overrun.or(released.valid().and(released.payload())));

        var pending = reg(bool(), init(0));
        var asked = reg(bool(), init(0));
        var pool = reg(uint(BlockManager.POOL_WIDTH));
        var reason = reg(bits(2), init(0));
        request.ready().assign(pending.not());
        allocate.valid().assign(all(pending, asked.not(), queue.level.eq(0), restart.not()));
        allocate.payload().assign(pool);
        var requested = request.fire();
        when(
                requested,
                () -> {
                    pending.next(1);
                    pool.next(request.payload());
                });
        when(allocate.fire(), () -> asked.next(1));
        var answers = granted.valid();
        when(
                answers,
                () -> {
                    pending.next(0);
                    asked.next(0);
                    reason.next(granted.payload().reason());
                });
        when(restart, () -> reason.next(0));

        var refused = granted.payload().reason().ne(Registers.REASON_NONE);
        var block = granted.payload().block().asBits();
        reply.valid().assign(answers);
        reply.payload()
                .assign(
                        cat(
                                refused,
                                zeros(
                                        Registers.ALLOC_REFUSED.lo()
                                                - Registers.ALLOC_REASON_FIELD.hi()
                                                - 1),
                                granted.payload().reason(),
                                mux(refused, zeros(blockWidth), block)
                                        .zext(Registers.ALLOC_BLOCK.width())));
        lastReason.assign(reason);
        allocRefused.assign(answers.and(refused));
    }
}
