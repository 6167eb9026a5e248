package org.jetstreamlan.cli.proof;

import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.buffer.BlockManager;
import org.jetstreamlan.nic.buffer.ChainAccess;
import org.jetstreamlan.nic.buffer.PoolSetting;
import org.jetstreamlan.nic.buffer.ReserveRequest;
import org.jetstreamlan.nic.buffer.TableFlip;

/// A block is on the free list, in one frame, or held by one pool, whatever the host allocates, frees, links and asks, and whichever frames come; it is nobody's second
/// time. Reduced: 4 blocks, 2 pools, one frame at a time on its way in and one that waits, whose first block goes to one that is refused another; one symbolic block that is watched; no memory loses bits.
final class BlockManagerProof extends Module {
    private static final int BLOCKS = 4;
    private static final int BLOCK_WIDTH = 2;
    private static final int POOLS = 2;

    /// Where the watched block is.
    enum Place {
        FREE,
        FRAME,
        WAITING,
        HELD
    }

    private final UInt watching = input(uint(BLOCK_WIDTH));
    private final Stream<UInt> hostAllocate = input(stream(uint(BlockManager.POOL_WIDTH)));
    private final Stream<UInt> hostFree = input(stream(uint(16)));
    private final Stream<UInt> transmitNext = input(stream(uint(BLOCK_WIDTH)));
    private final Stream<ChainAccess> chain = input(stream(ChainAccess.type(BLOCK_WIDTH)));
    private final UInt inspected = input(uint(1));
    private final PoolSetting setting = input(PoolSetting.TYPE);
    private final Bool sets = input(bool());
    private final Bool grows = input(bool());
    private final Bool ends = input(bool());
    private final Bool delivers = input(bool());
    private final UInt framesPool = input(uint(1));
    private final Bool waits = input(bool());
    private final Bool claims = input(bool());

    private final BlockManager manager = child(new BlockManager(BLOCKS, POOLS));

    private final UInt watched = reg(uint(BLOCK_WIDTH));
    private final Bool begun = reg(bool(), init(0));
    private final Enumerated<Place> place = reg(enumerated(Place.class), Place.FREE);
    private final UInt holder = reg(uint(BlockManager.POOL_WIDTH));

    // The frame on its way in.
    private final UInt pool = reg(uint(1), init(0));
    private final UInt head = reg(uint(BLOCK_WIDTH));
    private final UInt second = reg(uint(BLOCK_WIDTH));
    private final UInt tail = reg(uint(BLOCK_WIDTH));
    private final UInt count = reg(uint(BLOCK_WIDTH + 1), init(0));
    private final Bool asks = reg(bool(), init(0));
    private final Bool releases = reg(bool(), init(0));
    private final Bool handsOver = reg(bool(), init(0));

    // The one that waits.
    private final UInt oldPool = reg(uint(1));
    private final UInt oldHead = reg(uint(BLOCK_WIDTH));
    private final UInt oldSecond = reg(uint(BLOCK_WIDTH));
    private final UInt oldTail = reg(uint(BLOCK_WIDTH));
    private final UInt oldCount = reg(uint(BLOCK_WIDTH + 1), init(0));
    private final Bool claimed = reg(bool(), init(0));
    private final Bool links = reg(bool(), init(0));
    private final Bool givesRest = reg(bool(), init(0));
    private final UInt linkTo = reg(uint(BLOCK_WIDTH));
    private final UInt linkFrom = reg(uint(BLOCK_WIDTH));

    // What was asked last.
    private final UInt allocatesFor = reg(uint(BlockManager.POOL_WIDTH));
    private final UInt frees = reg(uint(16));
    private final UInt looksAt = reg(uint(BLOCK_WIDTH));
    private final Bool allocating = reg(bool(), init(0));
    private final Bool freeing = reg(bool(), init(0));
    private final Bool looking = reg(bool(), init(0));

    @Override
    protected void build() {
        begun.next(1);
        when(begun.not(), () -> watched.next(watching));
        manager.restart.assign(low());
        manager.blocks.assign(BLOCKS);
        manager.flip.valid().assign(low());
        manager.flip.payload().assign(TableFlip.TYPE.zero());
        manager.setReserve.valid().assign(low());
        manager.setReserve.payload().assign(ReserveRequest.TYPE.zero());
        manager.inspectedPool.assign(inspected.zext(BlockManager.POOL_WIDTH));
        manager.poolSetting.valid().assign(sets);
        manager.poolSetting.payload().assign(setting);
        connect(manager.chainAccess, chain);
        allocate();
        free();
        look();
        frame();
    }

    private void allocate() {
        assume(hostAllocate.payload().lt(POOLS), "pools exist");
        manager.hostAllocate.valid().assign(hostAllocate.valid().and(allocating.not()));
        manager.hostAllocate.payload().assign(hostAllocate.payload());
        hostAllocate.ready().assign(manager.hostAllocate.ready());
        when(
                manager.hostAllocate.fire(),
                () -> {
                    allocating.next(1);
                    allocatesFor.next(hostAllocate.payload());
                });
        var granted = manager.hostGranted;
        when(
                granted.valid(),
                () -> {
                    allocating.next(0);
                    when(
                            takes(granted.payload().reason(), granted.payload().block()),
                            () -> {
                                check(place.is(Place.FREE), "what is granted was free");
                                place.next(Place.HELD);
                                holder.next(allocatesFor);
                            });
                });
    }

    private Bool takes(Bits reason, UInt block) {
        return reason.eq(Registers.REASON_NONE).and(block.eq(watched));
    }

    private void free() {
        manager.hostFree.valid().assign(hostFree.valid().and(freeing.not()));
        manager.hostFree.payload().assign(hostFree.payload());
        hostFree.ready().assign(manager.hostFree.ready());
        when(
                manager.hostFree.fire(),
                () -> {
                    freeing.next(1);
                    frees.next(hostFree.payload());
                });
        var freed = manager.hostFreed;
        when(
                freed.valid(),
                () -> {
                    freeing.next(0);
                    when(
                            freed.payload().not().and(frees.eq(watched.zext(16))),
                            () -> {
                                check(place.is(Place.HELD), "what is freed was held");
                                place.next(Place.FREE);
                            });
                });
    }

    private void look() {
        manager.transmitNext.valid().assign(transmitNext.valid().and(looking.not()));
        manager.transmitNext.payload().assign(transmitNext.payload());
        transmitNext.ready().assign(manager.transmitNext.ready());
        when(
                manager.transmitNext.fire(),
                () -> {
                    looking.next(1);
                    looksAt.next(transmitNext.payload());
                });
        var answer = manager.transmitNextBlock;
        when(
                answer.valid(),
                () -> {
                    looking.next(0);
                    check(answer.payload().broken().not(), "no entry is broken");
                    when(
                            answer.payload().held().and(looksAt.eq(watched)),
                            () -> {
                                check(place.is(Place.FREE).not(), "what is free is nobody's");
                                when(
                                        place.is(Place.HELD),
                                        () ->
                                                check(
                                                        answer.payload().pool().eq(holder),
                                                        "a block is its holder's"));
                            });
                });
    }

    /// Grows block by block; then all of it goes back, or to the host, or waits for it.
    private void frame() {
        var request = manager.receiveAllocate;
        var idle = any(asks, releases, handsOver, links, givesRest).not();
        when(count.eq(0).and(idle), () -> pool.next(framesPool));
        request.valid().assign(all(grows, idle, ends.not()));
        request.payload().pool().assign(pool.zext(BlockManager.POOL_WIDTH));
        request.payload().linked().assign(count.ne(0));
        request.payload().previous().assign(tail);
        when(request.fire(), () -> asks.next(1));
        var granted = manager.receiveGranted;
        when(
                granted.valid(),
                () -> {
                    asks.next(0);
                    when(
                                    granted.payload().reason().eq(Registers.REASON_NONE),
                                    () -> appends(granted.payload().block()))
                            .elseWhen(
                                    all(oldCount.ne(0), claimed.not(), oldPool.eq(pool)),
                                    this::replaces);
                    when(
                            takes(granted.payload().reason(), granted.payload().block()),
                            () -> {
                                check(place.is(Place.FREE), "what a frame gets was free");
                                place.next(Place.FRAME);
                            });
                });
        when(
                all(ends, idle, claimed.not(), count.ne(0)),
                () ->
                        when(all(waits, oldCount.eq(0)), this::stays)
                                .otherwise(
                                        () -> {
                                            releases.next(delivers.not());
                                            handsOver.next(delivers);
                                        }));
        when(
                all(claims, idle, ends.not(), request.fire().not(), oldCount.ne(0)),
                () -> claimed.next(1));
        giveBack();
        handOver();
    }

    private void appends(UInt block) {
        tail.next(block);
        count.next(count.add(1));
        when(count.eq(0), () -> head.next(block));
        when(count.eq(1), () -> second.next(block));
    }

    /// The frame waits.
    private void stays() {
        count.next(0);
        oldPool.next(pool);
        oldHead.next(head);
        oldSecond.next(second);
        oldTail.next(tail);
        oldCount.next(count);
        when(place.is(Place.FRAME), () -> place.next(Place.WAITING));
    }

    /// The first block of the frame that waits goes to the one on its way in, its others to the free list.
    private void replaces() {
        appends(oldHead);
        links.next(count.ne(0));
        linkFrom.next(tail);
        linkTo.next(oldHead);
        givesRest.next(oldCount.ne(1));
        when(oldCount.eq(1), () -> oldCount.next(0));
        when(place.is(Place.WAITING).and(watched.eq(oldHead)), () -> place.next(Place.FRAME));
    }

    private void giveBack() {
        var release = manager.receiveRelease;
        release.valid().assign(any(releases, links, givesRest));
        release.payload().head().assign(mux(links, linkTo, mux(givesRest, oldSecond, head)));
        release.payload().tail().assign(mux(links, linkFrom, mux(givesRest, oldTail, tail)));
        var rest = oldCount.sub(1);
        release.payload()
                .count()
                .assign(mux(links, num(0, count.width()), mux(givesRest, rest, count)));
        release.payload()
                .pool()
                .assign(mux(givesRest, oldPool, pool).zext(BlockManager.POOL_WIDTH));
        when(
                release.fire(),
                () ->
                        when(links, () -> links.next(0))
                                .elseWhen(
                                        givesRest,
                                        () -> {
                                            givesRest.next(0);
                                            oldCount.next(0);
                                            leaves(Place.WAITING, Place.FREE, oldPool);
                                        })
                                .otherwise(
                                        () -> {
                                            releases.next(0);
                                            count.next(0);
                                            leaves(Place.FRAME, Place.FREE, pool);
                                        }));
    }

    private void handOver() {
        var deliver = manager.deliver;
        deliver.valid().assign(handsOver.or(claimed));
        deliver.payload().head().assign(mux(claimed, oldHead, head));
        deliver.payload().tail().assign(mux(claimed, oldTail, tail));
        deliver.payload().count().assign(mux(claimed, oldCount, count));
        deliver.payload().pool().assign(mux(claimed, oldPool, pool).zext(BlockManager.POOL_WIDTH));
        when(
                deliver.fire(),
                () ->
                        when(
                                        claimed,
                                        () -> {
                                            claimed.next(0);
                                            oldCount.next(0);
                                            leaves(Place.WAITING, Place.HELD, oldPool);
                                        })
                                .otherwise(
                                        () -> {
                                            handsOver.next(0);
                                            count.next(0);
                                            leaves(Place.FRAME, Place.HELD, pool);
                                        }));
    }

    private void leaves(Place from, Place to, UInt ofPool) {
        when(
                place.is(from),
                () -> {
                    place.next(to);
                    holder.next(ofPool.zext(BlockManager.POOL_WIDTH));
                });
    }
}
