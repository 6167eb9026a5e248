package org.jetstreamlan.cli.proof;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.buffer.BlockManager;
import org.jetstreamlan.nic.buffer.ChainLink;
import org.jetstreamlan.nic.transmit.PayloadReader;
import org.jetstreamlan.nic.transmit.TransmitJob;

/// What the block memory gives for a frame comes from blocks that the frame's pool holds in the clock of the read, or is marked, so that it does not leave: [PayloadReader]. The pool is that
/// which holds the descriptor's first block, and may send on its channel. Whatever descriptors come, however blocks are chained, pass from pool to
/// pool and lose their owners' parity, whoever stalls.
///
/// Granted: who has a frame to be sent keeps its blocks from when they are asked about to the next frame; answers are true, which [BlockManagerProof] says. Reduced: 4 blocks of 2 cells, or 2
/// of 4; to the third block of a frame. That marked words do not leave, `TransmitContainmentTest` shows.
final class OwnedProof extends Module {
    /// In which a frame has come to its third block.
    static final int CLOCKS = 17;

    private static final int BLOCK_WIDTH = 2;
    private static final int BLOCKS = 1 << BLOCK_WIDTH;
    private static final int OFFSET_WIDTH = 1;

    private final Bits larger = input(bits(1));
    private final Stream<TransmitJob> jobs = input(stream(TransmitJob.type(BLOCK_WIDTH)));
    private final Bool permitted = input(bool());
    private final Bool rightBroken = input(bool());
    private final Bool cellRoom = input(bool());
    private final Bool awaitedRoom = input(bool());
    private final Bool requestRoom = input(bool());

    // A block passes to somebody or to nobody.
    private final Bool passes = input(bool());
    private final UInt passed = input(uint(BLOCK_WIDTH));
    private final Bool toHost = input(bool());
    private final UInt toPool = input(uint(BlockManager.POOL_WIDTH));

    // What the block manager says.
    private final Bool takes = input(bool());
    private final Bool answers = input(bool());
    private final Bool ownerBroken = input(bool());
    private final ChainLink link = input(ChainLink.type(BLOCK_WIDTH));
    private final UInt anyPool = input(uint(BlockManager.POOL_WIDTH));

    private final Bool asked = reg(bool(), init(0));
    private final UInt about = reg(uint(BLOCK_WIDTH));

    /// Blocks that were asked about for this frame.
    private final Bits uses = reg(bits(BLOCKS), init(0));

    private final PayloadReader reader = child(new PayloadReader(BLOCK_WIDTH, OFFSET_WIDTH, 1));
    private final List<Bool> held = new ArrayList<>();
    private final List<UInt> pools = new ArrayList<>();

    OwnedProof() {
        for (int i = 0; i < BLOCKS; i++) {
            held.add(reg(bool(), init(0)).named("held" + i));
            pools.add(reg(uint(BlockManager.POOL_WIDTH)).named("pool" + i));
        }
    }

    @Override
    protected void build() {
        var known = reg(bool(), init(0));
        var before = reg(bits(1));
        known.next(1);
        before.next(larger);
        assume(known.not().or(larger.eq(before)), "one size");
        hold();
        answer();
        connectReader();
        check();
    }

    private void hold() {
        var isLarge = larger.bit(0);
        for (int i = 0; i < BLOCKS; i++) {
            int block = i;
            var used = uses.bit(i);
            when(
                    all(passes, passed.eq(i), used.not()),
                    () -> {
                        held.get(block)
                                .next(block < BLOCKS / 2 ? toHost : toHost.and(isLarge.not()));
                        pools.get(block).next(toPool);
                    });
        }
    }

    private Bool isHeld(UInt block) {
        return mux(
                block.bit(1),
                mux(block.bit(0), held.get(3), held.get(2)),
                mux(block.bit(0), held.get(1), held.get(0)));
    }

    private UInt poolOf(UInt block) {
        return mux(
                block.bit(1),
                mux(block.bit(0), pools.get(3), pools.get(2)),
                mux(block.bit(0), pools.get(1), pools.get(0)));
    }

    private void answer() {
        var next = reader.next;
        var answer = reader.nextBlock;
        next.ready().assign(all(takes, asked.not()));
        answer.valid().assign(all(asked, answers));
        answer.payload().link().assign(link);
        answer.payload().held().assign(all(isHeld(about), ownerBroken.not()));
        answer.payload().pool().assign(mux(ownerBroken, anyPool, poolOf(about)));
        answer.payload().broken().assign(ownerBroken);
        when(answer.valid(), () -> asked.next(0));
        when(
                next.fire(),
                () -> {
                    asked.next(1);
                    about.next(next.payload());
                    uses.next(uses.or(lit(1, BLOCKS).shl(next.payload())));
                });
        when(reader.job.fire(), () -> uses.next(zeros(BLOCKS)));
    }

    private void connectReader() {
        reader.restart.assign(false);
        reader.size.blocks().assign(BLOCKS);
        reader.size.larger().assign(larger);
        connect(reader.job, jobs);
        reader.field.assign(zeros(16));
        reader.awaitedRoom.assign(awaitedRoom);
        reader.requestRoom.assign(requestRoom);
        reader.cellRoom.assign(cellRoom);
        reader.permitted.assign(permitted);
        reader.rightBroken.assign(rightBroken);
        reader.data.assign(zeros(64));
        reader.broken.assign(zeros(2));
    }

    private void check() {
        // The frame that is sent: from when it is accepted to the next one.
        var first = reg(uint(BLOCK_WIDTH));
        var accepted = reg(bool(), init(0));
        when(reader.job.fire(), () -> first.next(reader.job.payload().firstBlock()));
        when(reader.job.fire(), () -> accepted.next(0));
        var accepts = all(reader.awaited.valid(), reader.awaited.payload().refused().not());
        when(accepts, () -> accepted.next(1));
        check(any(accepts.not(), permitted), "a frame is accepted if its pool may send there");
        var owns = all(isHeld(first), poolOf(first).eq(reader.sender));
        check(any(accepts.not(), owns), "the sender holds the first block");
        check(any(reader.read.valid().not(), accepted), "nothing is read for who may not send");
        check(any(reader.request.valid().not(), accepted), "nothing is sent for who may not");

        var wrong = reg(bool(), init(0));
        var wrongBefore = reg(bool(), init(0));
        wrong.next(reads(reader.read.valid(), reader.read.payload().address(), reader.sender));
        wrongBefore.next(wrong);
        var marked = any(reader.cell.payload().foreign(), reader.cell.payload().broken());
        check(
                any(reader.cell.valid().not(), wrongBefore.not(), marked),
                "a cell of another's block is marked");
    }

    /// A read of a block that the pool does not hold.
    private Bool reads(Bool valid, UInt address, UInt pool) {
        var small = address.slice(BLOCK_WIDTH + OFFSET_WIDTH - 1, OFFSET_WIDTH).asUInt();
        var wide = address.slice(BLOCK_WIDTH + OFFSET_WIDTH - 1, OFFSET_WIDTH + 1).asUInt();
        var block = mux(larger.bit(0), wide.zext(BLOCK_WIDTH), small);
        return all(valid, all(isHeld(block), poolOf(block).eq(pool)).not());
    }
}
