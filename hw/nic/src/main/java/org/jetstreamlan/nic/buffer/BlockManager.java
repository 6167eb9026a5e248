package org.jetstreamlan.nic.buffer;

import static org.jetstreamlan.abi.Registers.REASON_LIMIT;
import static org.jetstreamlan.abi.Registers.REASON_NONE;
import static org.jetstreamlan.abi.Registers.REASON_NO_BLOCK;
import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import java.util.List;
import org.jetstreamlan.abi.MemoryKind;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;

/// Who holds which block: free list, owners, counts and limits of the pools.
///
/// The free list and the frames are linked through one chain table, so that a frame of any length goes back to the free list with one
/// write (`chain[tail] := first free block`). An owner is written only where a block passes to or from the host:
/// ```
///                 ALLOC p                            FREE
///      ┌────────────────────────> TRANSMIT p ─────────────────────────┐
///   NOBODY (free list, or a frame on its way in)                      ├─> NOBODY (free list)
///      └────────────────────────> RECEIVE p  ─────────────────────────┘
///              frame delivered                       FREE
/// ```
/// so a block that nobody holds can neither be freed nor have its chain entry written by the host. Counts include frames on their way:
/// the limit is checked before a block leaves the free list.
///
/// Entries of chain, owner and pool table have a parity bit, looked at a clock after they have come. What is broken goes no further:
/// ```
/// link behind a granted block     the free list ends with that block: what was behind it is lost until RESET
/// link within a delivered frame   the blocks behind it become nobody's; the delivery ends
/// owner of a block to be freed    FREE is refused
/// link or owner of a sent block   told with the answer
/// a pool's entry                  the pool gets no block; what it frees goes back, its counts and the promises stay as they are until RESET
/// ```
///
/// One operation at a time, in phases; a request is answered by a pulse of its flow, a delivery by its `ready`.
/// ```
/// SELECT ─ READ ─ UPDATE/SELECT ─ READ ─ ...                   requests of the engines: 2 clocks each
/// SELECT ─ READ ─ LOOK ─ COUNT ─ UPDATE/SELECT ─ ...           FREE and chain writes: 4 clocks, since the owner tells the pool
/// SELECT ─ READ ─ UPDATE ─ RESERVE ─ SELECT ─ ...              a reserve: 4 clocks
/// ```
/// Priority: receive allocate, receive release or link, transmit next, deliver, host free, host allocate, chain, reserve. Latency from `valid` to
/// the answer: 3 clocks when idle, at most 6 for receive allocate. A delivery takes 3 clocks a block when idle. After reset, or
/// `restart`, the tables take max(blocks, 64) clocks.
public final class BlockManager extends Module {
    /// What an operation does.
    enum Operation {
        RECEIVE_ALLOCATE,
        RECEIVE_RELEASE,
        RECEIVE_LINK,
        TRANSMIT_NEXT,
        DELIVER,
        HOST_ALLOCATE,
        HOST_FREE,
        CHAIN_READ,
        CHAIN_WRITE,
        SET_RESERVE
    }

    /// Where an operation stands.
    enum Phase {
        INITIALISE,
        SELECT,
        READ,
        LOOK,
        COUNT,
        UPDATE,
        RESERVE
    }

    /// Who holds a block.
    enum Holder {
        NOBODY,
        TRANSMIT,
        RECEIVE
    }

    /// Bits of a pool's number.
    public static final int POOL_WIDTH = 6;

    private final int entries;
    private final int pools;
    private final int blockWidth;
    private final int countWidth;

    /// Starts over as after reset; lasts at least 8 clocks.
    public final Bool restart = input(bool());

    /// The tables are initialised; before that nothing is answered.
    public final Bool ready = output(bool());

    /// Blocks that there are, from 0 on; taken when the tables have been initialised.
    public final UInt blocks;

    /// Blocks on the free list.
    public final UInt freeBlocks;

    public final Stream<BlockRequest> receiveAllocate;
    public final Flow<BlockGrant> receiveGranted;

    /// A frame's blocks go back to the free list. With a count of 0 none do: `tail` gets `head` as its next block, both of a frame on its way in.
    public final Stream<BlockChain> receiveRelease;

    /// A frame's blocks go to the host.
    public final Stream<BlockChain> deliver;

    public final Stream<UInt> transmitNext;
    public final Flow<NextBlock> transmitNextBlock;

    /// Payload: the pool that pays.
    public final Stream<UInt> hostAllocate = input(stream(uint(POOL_WIDTH)));

    public final Flow<BlockGrant> hostGranted;

    /// Payload: the block, as wide as the register, so that what is out of range is seen.
    public final Stream<UInt> hostFree = input(stream(uint(16)));

    /// Payload: refused, since nobody holds the block.
    public final Flow<Bool> hostFreed = output(flow(bool()));

    /// A write to the entry of a block that nobody holds has no effect.
    public final Stream<ChainAccess> chainAccess;

    public final Flow<ChainLink> chainValue;

    /// The pool that the host looks at, and what it holds and may hold, 2 clocks late at most.
    public final UInt inspectedPool = input(uint(POOL_WIDTH));

    public final PoolEntry inspectedEntry;

    /// Changes limits or policy of the inspected pool.
    public final Flow<PoolSetting> poolSetting = input(flow(PoolSetting.TYPE));

    /// Changes a reserve, unless so many blocks are not free and not promised to others. Done 4 clocks after it was taken.
    public final Stream<ReserveRequest> setReserve = input(stream(ReserveRequest.TYPE));

    /// Free blocks that are promised to pools below their reserve.
    public final UInt promised;

    /// An entry with wrong parity has been read; one at most in 2 clocks.
    public final Flow<TableError> error;

    /// For tests.
    public final Flow<TableFlip> flip = input(flow(TableFlip.TYPE));

    // Entries have their parity on top.
    private final Mem<Bits> chain;
    private final Mem<Bits> owners;
    private final PoolTable table;
    private final Promises promises;

    private final Enumerated<Phase> phase = reg(enumerated(Phase.class), Phase.INITIALISE);
    private final Enumerated<Operation> operation = reg(enumerated(Operation.class));
    private final UInt initialised;
    private final UInt freeHead;
    private final UInt freeCount;

    // Bits to turn in the next write.
    private final Bits chainFlip = reg(bits(8), init(0));
    private final Bits ownerFlip = reg(bits(8), init(0));
    private final Bits poolFlip = reg(bits(8), init(0));

    // Operands of the operation: `other` is what a chain entry gets or belongs to.
    private final UInt pool = reg(uint(POOL_WIDTH));
    private final UInt block;
    private final UInt other;
    private final UInt amount;
    private final UInt delta;
    private final Bool sending = reg(bool());
    private final Bool linked = reg(bool());
    private final Bool held = reg(bool());

    // The chain that is being delivered.
    private final Bool walking = reg(bool(), init(0));
    private final Bool stepping = reg(bool(), init(0));
    private final UInt walked;
    private final UInt left;

    /// It is broken: the delivery ends with the block that comes next, which is not handed over.
    private final Bool lost = reg(bool());

    /// @param blocks at most; a power of two
    /// @param pools 1..64
    public BlockManager(int blocks, int pools) {
        this.entries = blocks;
        this.pools = pools;
        this.blockWidth = Integer.numberOfTrailingZeros(blocks);
        this.countWidth = Integer.numberOfTrailingZeros(blocks) + 1;
        super();
        this.blocks = input(uint(countWidth));
        this.freeBlocks = output(uint(countWidth));
        this.receiveAllocate = input(stream(BlockRequest.type(blockWidth)));
        this.receiveGranted = output(flow(BlockGrant.type(blockWidth)));
        this.receiveRelease = input(stream(BlockChain.type(blockWidth)));
        this.deliver = input(stream(BlockChain.type(blockWidth)));
        this.transmitNext = input(stream(uint(blockWidth)));
        this.transmitNextBlock = output(flow(NextBlock.type(blockWidth)));
        this.hostGranted = output(flow(BlockGrant.type(blockWidth)));
        this.chainAccess = input(stream(ChainAccess.type(blockWidth)));
        this.chainValue = output(flow(ChainLink.type(blockWidth)));
        this.error = output(flow(TableError.type(Math.max(blockWidth, POOL_WIDTH))));
        this.inspectedEntry = output(PoolEntry.type(countWidth));
        this.chain = mem(bits(blockWidth + 1), blocks, UNDEFINED);
        this.owners = mem(bits(2 + POOL_WIDTH + 1), blocks, UNDEFINED);
        this.promised = output(uint(countWidth));
        this.table = child(new PoolTable(pools, blockWidth));
        this.promises = child(new Promises(countWidth));
        this.initialised = reg(uint(Math.max(blockWidth, POOL_WIDTH)), init(0));
        this.freeHead = reg(uint(blockWidth), init(0));
        this.freeCount = reg(uint(countWidth), init(0));
        this.block = reg(uint(blockWidth));
        this.other = reg(uint(blockWidth));
        this.amount = reg(uint(countWidth));
        this.delta = reg(uint(countWidth));
        this.walked = reg(uint(blockWidth));
        this.left = reg(uint(countWidth));
    }

    @Override
    protected String moduleName() {
        return "BlockManager_b" + entries + "_p" + pools;
    }

    @Override
    protected void build() {
        ready.assign(phase.is(Phase.INITIALISE).not());
        freeBlocks.assign(freeCount);
        var allocates = allocates(operation);
        var reading = phase.is(Phase.READ);
        var link = chain.read(mux(allocates, freeHead, block), reading);
        var following = link.trunc(blockWidth).asUInt();
        var owner = owners.read(block, reading);
        var ownedBy = owner.slice(1, 0);
        var someoneHolds = ownedBy.ne(Holder.NOBODY.ordinal());
        var seenOwner = reg(bits(owner.width()));
        seenOwner.next(owner);

        table.pool.assign(pool);
        table.look.assign(reading.or(phase.is(Phase.COUNT)));
        when(
                reading,
                () -> {
                    phase.next(Phase.UPDATE);
                    when(
                            is(Operation.HOST_FREE).or(is(Operation.CHAIN_WRITE)),
                            () -> phase.next(Phase.LOOK));
                });
        when(
                phase.is(Phase.LOOK),
                () -> {
                    phase.next(Phase.COUNT);
                    pool.next(owner.slice(1 + POOL_WIDTH, 2).asUInt());
                    held.next(held.and(someoneHolds));
                    sending.next(ownedBy.eq(Holder.TRANSMIT.ordinal()));
                });
        when(
                phase.is(Phase.COUNT),
                () -> {
                    phase.next(Phase.UPDATE);
                    when(seenOwner.xorR(), () -> held.next(0));
                });

        var promisedToIt = table.count.lt(table.reserve).and(freeCount.ne(0));
        var available = promisedToIt.or(freeCount.gt(promises.promised));
        var granted = all(allocates, table.count.lt(table.limit), available, table.broken.not());
        var frees = is(Operation.HOST_FREE).and(held);
        update(following, granted, frees);
        reserve(granted.or(frees).or(is(Operation.RECEIVE_RELEASE)));
        answer(link, seenOwner, granted, available);
        deliverChain(following);
        arm();
        select();
        initialise();
    }

    private Bool is(Operation wanted) {
        return operation.is(wanted);
    }

    /// An entry with its parity on top; bits are turned behind it.
    private static Bits guarded(Bits entry, Bits flip) {
        int width = entry.width();
        var turned = width < flip.width() ? flip.trunc(width) : flip.zext(width);
        return cat(entry.xorR(), entry.xor(turned));
    }

    private void arm() {
        var wanted = flip.payload();
        when(
                flip.valid(),
                () -> {
                    when(wanted.memory().is(MemoryKind.CHAIN), () -> chainFlip.next(wanted.flip()));
                    when(wanted.memory().is(MemoryKind.OWNER), () -> ownerFlip.next(wanted.flip()));
                    when(wanted.memory().is(MemoryKind.POOL), () -> poolFlip.next(wanted.flip()));
                });
    }

    /// What UPDATE writes: the three memories and the free list.
    private void update(UInt following, Bool granted, Bool frees) {
        var updating = phase.is(Phase.UPDATE);
        var initialising = phase.is(Phase.INITIALISE);
        var releases = is(Operation.RECEIVE_RELEASE);
        var links = is(Operation.RECEIVE_ALLOCATE).and(granted).and(linked);
        var asTold = is(Operation.RECEIVE_LINK).or(is(Operation.CHAIN_WRITE).and(held));
        var entry = mux(initialising, initialised.trunc(blockWidth), block);
        var successor = mux(asTold, other, freeHead);
        when(
                initialising.or(updating.and(any(releases, links, asTold, frees))),
                () -> {
                    var written = mux(initialising, entry.add(1), successor).asBits();
                    chain.write(entry, guarded(written, chainFlip));
                    chainFlip.next(0);
                });

        var hands = is(Operation.HOST_ALLOCATE).and(granted);
        var delivers = is(Operation.DELIVER).and(lost.not());
        var holder =
                mux(
                        hands,
                        lit(Holder.TRANSMIT.ordinal(), 2),
                        mux(
                                delivers,
                                lit(Holder.RECEIVE.ordinal(), 2),
                                lit(Holder.NOBODY.ordinal(), 2)));
        when(
                initialising.or(updating.and(any(hands, delivers, frees))),
                () -> {
                    var written = mux(initialising, zeros(2 + POOL_WIDTH), cat(pool, holder));
                    owners.write(
                            mux(hands.and(updating), freeHead, entry), guarded(written, ownerFlip));
                    ownerFlip.next(0);
                });

        table.change
                .valid()
                .assign(all(updating, table.broken.not(), any(granted, releases, frees)));
        table.flip.assign(poolFlip);
        when(table.flipped, () -> poolFlip.next(0));
        table.change.payload().assign(delta);
        table.inspected.assign(inspectedPool);
        inspectedEntry.assign(table.inspectedEntry);
        table.set.assign(poolSetting);
        table.clear.valid().assign(initialising);
        table.clear.payload().assign(initialised.trunc(POOL_WIDTH));

        when(
                updating,
                () -> {
                    when(
                                    granted,
                                    () -> {
                                        freeHead.next(following);
                                        freeCount.next(freeCount.sub(1));
                                    })
                            .elseWhen(
                                    releases.or(frees),
                                    () -> {
                                        freeHead.next(mux(releases, other, block));
                                        freeCount.next(freeCount.add(amount));
                                    });
                });
    }

    /// What the operation changes of the promises.
    private void reserve(Bool counts) {
        var asks = is(Operation.SET_RESERVE);
        var updating = phase.is(Phase.UPDATE);
        table.sending.assign(sending);
        promises.restart.assign(phase.is(Phase.INITIALISE));
        promises.note.assign(all(updating, table.broken.not(), counts.or(asks)));
        promises.asks.assign(asks);
        promises.reserve.assign(table.reserve);
        promises.count.assign(table.count);
        promises.reserveAfter.assign(mux(asks, amount, table.reserve));
        promises.countAfter.assign(mux(asks, table.count, table.countAfter));
        promises.free.assign(freeCount);
        promised.assign(promises.promised);
        table.setReserve
                .valid()
                .assign(all(phase.is(Phase.RESERVE), promises.fits, table.broken.not()));
        table.setReserve.payload().assign(amount);
        when(phase.is(Phase.RESERVE), () -> phase.next(Phase.SELECT));
    }

    /// The flows that end an operation, in the clock after UPDATE; so late, too, whether what was read is whole.
    private void answer(Bits link, Bits seenOwner, Bool granted, Bool available) {
        var done = reg(enumerated(Operation.class));
        var answering = reg(bool(), init(0));
        var updating = phase.is(Phase.UPDATE);
        answering.next(updating);
        var grant = reg(BlockGrant.type(blockWidth));
        var seenLink = reg(bits(link.width()));
        var goesOn = reg(bool(), init(0));
        var refused = reg(bool());
        when(
                updating,
                () -> {
                    done.next(operation);
                    grant.block().next(freeHead);
                    grant.keepBadCrc().next(table.entry.keepBadCrc());
                    grant.reason()
                            .next(
                                    mux(
                                            granted,
                                            lit(REASON_NONE, 2),
                                            mux(
                                                    available,
                                                    lit(REASON_LIMIT, 2),
                                                    lit(REASON_NO_BLOCK, 2))));
                    seenLink.next(link);
                    goesOn.next(
                            any(
                                    granted,
                                    is(Operation.TRANSMIT_NEXT),
                                    is(Operation.DELIVER).and(left.ne(1)),
                                    is(Operation.CHAIN_READ)));
                    refused.next(held.not());
                });
        receiveGranted.valid().assign(answering.and(done.is(Operation.RECEIVE_ALLOCATE)));
        receiveGranted.payload().assign(grant);
        hostGranted.valid().assign(answering.and(done.is(Operation.HOST_ALLOCATE)));
        hostGranted.payload().assign(grant);

        var linkBroken = seenLink.xorR();
        var ownerBroken = seenOwner.xorR();
        var next = transmitNextBlock.payload();
        transmitNextBlock.valid().assign(answering.and(done.is(Operation.TRANSMIT_NEXT)));
        next.link().assign(new ChainLink(seenLink.trunc(blockWidth).asUInt(), linkBroken));
        next.held().assign(seenOwner.slice(1, 0).orR().and(ownerBroken.not()));
        next.pool().assign(seenOwner.slice(1 + POOL_WIDTH, 2).asUInt());
        next.broken().assign(ownerBroken);

        hostFreed.valid().assign(answering.and(done.is(Operation.HOST_FREE)));
        hostFreed.payload().assign(refused);
        var reads = done.is(Operation.CHAIN_READ);
        chainValue.valid().assign(answering.and(reads.or(done.is(Operation.CHAIN_WRITE))));
        chainValue.payload().block().assign(next.link().block());
        chainValue.payload().broken().assign(linkBroken.and(reads));
        contain(answering, done, goesOn.and(linkBroken));
        tell(answering, done, goesOn.and(linkBroken), ownerBroken, grant.block());
    }

    private static Bool allocates(Enumerated<Operation> operation) {
        return operation.is(Operation.RECEIVE_ALLOCATE).or(operation.is(Operation.HOST_ALLOCATE));
    }

    /// Ends the list or the delivery that a broken link leads on.
    private void contain(Bool answering, Enumerated<Operation> done, Bool linkBroken) {
        when(all(answering, linkBroken, allocates(done)), () -> freeCount.next(0));
        when(all(answering, linkBroken, done.is(Operation.DELIVER)), () -> lost.next(1));
    }

    private void tell(
            Bool answering,
            Enumerated<Operation> done,
            Bool linkBroken,
            Bool ownerBroken,
            UInt granted) {
        var asksOwner =
                any(
                        done.is(Operation.TRANSMIT_NEXT),
                        done.is(Operation.HOST_FREE),
                        done.is(Operation.CHAIN_WRITE));
        var of = reg(uint(blockWidth));
        var ofPool = reg(uint(POOL_WIDTH));
        var poolBroken = reg(bool(), init(0));
        when(
                phase.is(Phase.UPDATE),
                () -> {
                    of.next(block);
                    ofPool.next(pool);
                    poolBroken.next(table.broken.and(looksAtPool()));
                });
        var ownerTold = asksOwner.and(ownerBroken);
        int width = error.payload().place().width();
        var told =
                reg(flow(TableError.type(error.payload().place().width())), Flow::valid, init(0));
        told.valid().next(answering.and(any(linkBroken, ownerTold, poolBroken)));
        told.payload()
                .table()
                .next(
                        mux(
                                linkBroken,
                                constant(MemoryKind.CHAIN),
                                mux(
                                        ownerTold,
                                        constant(MemoryKind.OWNER),
                                        constant(MemoryKind.POOL))));
        told.payload()
                .place()
                .next(
                        mux(
                                linkBroken.or(ownerTold),
                                mux(allocates(done), granted, of).zext(width),
                                ofPool.zext(width)));
        error.assign(told);
    }

    /// Whether the operation is about what the pool holds.
    private Bool looksAtPool() {
        return any(
                allocates(operation),
                is(Operation.RECEIVE_RELEASE),
                is(Operation.HOST_FREE),
                is(Operation.SET_RESERVE));
    }

    /// Goes along a frame's chain; one DELIVER operation a block.
    private void deliverChain(UInt following) {
        var steps = phase.is(Phase.UPDATE).and(is(Operation.DELIVER));
        var last = left.eq(1).or(lost);
        deliver.ready().assign(steps.and(last));
        when(
                walking.not(),
                () -> {
                    walking.next(deliver.valid());
                    lost.next(0);
                    walked.next(deliver.payload().head());
                    left.next(deliver.payload().count());
                });
        when(
                steps,
                () -> {
                    walking.next(last.not());
                    stepping.next(0);
                    walked.next(following);
                    left.next(left.sub(1));
                });
    }

    /// Takes the request of highest priority and its operands.
    private void select() {
        var receive = receiveAllocate.payload();
        var release = receiveRelease.payload();
        var freed = hostFree.payload();
        var chained = chainAccess.payload();
        var reserve = setReserve.payload();
        List<Stream<?>> answered =
                List.of(
                        receiveAllocate,
                        receiveRelease,
                        transmitNext,
                        hostFree,
                        hostAllocate,
                        chainAccess,
                        setReserve);
        answered.forEach(request -> request.ready().assign(0));
        var settles = phase.is(Phase.UPDATE).and(is(Operation.SET_RESERVE));
        when(settles, () -> phase.next(Phase.RESERVE));
        when(
                phase.is(Phase.SELECT).or(phase.is(Phase.UPDATE).and(settles.not())),
                () -> {
                    phase.next(Phase.READ);
                    linked.next(receive.linked());
                    held.next(1);
                    amount.next(1);
                    sending.next(0);
                    delta.next(1);
                    when(
                                    receiveAllocate.valid(),
                                    () -> {
                                        receiveAllocate.ready().assign(1);
                                        operation.next(Operation.RECEIVE_ALLOCATE);
                                        pool.next(receive.pool());
                                        block.next(receive.previous());
                                    })
                            .elseWhen(
                                    receiveRelease.valid(),
                                    () -> {
                                        receiveRelease.ready().assign(1);
                                        operation.next(Operation.RECEIVE_LINK);
                                        when(
                                                release.count().ne(0),
                                                () -> operation.next(Operation.RECEIVE_RELEASE));
                                        pool.next(release.pool());
                                        block.next(release.tail());
                                        other.next(release.head());
                                        amount.next(release.count());
                                        delta.next(num(0, countWidth).sub(release.count()));
                                    })
                            .elseWhen(
                                    transmitNext.valid(),
                                    () -> {
                                        transmitNext.ready().assign(1);
                                        operation.next(Operation.TRANSMIT_NEXT);
                                        block.next(transmitNext.payload());
                                    })
                            .elseWhen(
                                    walking.and(stepping.not()),
                                    () -> {
                                        stepping.next(1);
                                        operation.next(Operation.DELIVER);
                                        pool.next(deliver.payload().pool());
                                        block.next(walked);
                                    })
                            .elseWhen(
                                    hostFree.valid(),
                                    () -> {
                                        hostFree.ready().assign(1);
                                        operation.next(Operation.HOST_FREE);
                                        delta.next(ones(countWidth).asUInt());
                                        block.next(freed.trunc(blockWidth));
                                        held.next(freed.slice(15, blockWidth).orR().not());
                                    })
                            .elseWhen(
                                    hostAllocate.valid(),
                                    () -> {
                                        hostAllocate.ready().assign(1);
                                        operation.next(Operation.HOST_ALLOCATE);
                                        pool.next(hostAllocate.payload());
                                        sending.next(1);
                                    })
                            .elseWhen(
                                    chainAccess.valid(),
                                    () -> {
                                        chainAccess.ready().assign(1);
                                        operation.next(Operation.CHAIN_READ);
                                        when(
                                                chained.write(),
                                                () -> operation.next(Operation.CHAIN_WRITE));
                                        block.next(chained.block());
                                        other.next(chained.value());
                                    })
                            .elseWhen(
                                    setReserve.valid(),
                                    () -> {
                                        setReserve.ready().assign(1);
                                        operation.next(Operation.SET_RESERVE);
                                        pool.next(reserve.pool());
                                        sending.next(reserve.transmit());
                                        amount.next(
                                                PoolTable.atMostAll(reserve.blocks(), blockWidth));
                                    })
                            .otherwise(() -> phase.next(Phase.SELECT));
                });
    }

    /// One entry of each table a clock; the free list is 0, 1, 2, ...
    private void initialise() {
        when(
                phase.is(Phase.INITIALISE),
                () -> {
                    initialised.next(initialised.add(1));
                    when(
                            initialised.andR(),
                            () -> {
                                phase.next(Phase.SELECT);
                                freeHead.next(0);
                                freeCount.next(blocks);
                            });
                });
        // An operation that has begun is answered first.
        var between =
                any(phase.is(Phase.INITIALISE), phase.is(Phase.SELECT), phase.is(Phase.UPDATE));
        when(
                restart.and(between),
                () -> {
                    phase.next(Phase.INITIALISE);
                    initialised.next(0);
                    walking.next(0);
                    stepping.next(0);
                });
    }
}
