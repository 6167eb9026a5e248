package org.jetstreamlan.nic.receive;

import static org.jetstreamlan.abi.Registers.REASON_NONE;
import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.buffer.BlockChain;
import org.jetstreamlan.nic.buffer.BlockGrant;
import org.jetstreamlan.nic.buffer.BlockManager;
import org.jetstreamlan.nic.buffer.BlockRequest;

/// The frames that wait for the host's claim, a list for each pool that drops old ones first. A frame of another pool passes by, to the host.
///
/// A frame on a list is as one on its way in: its blocks are nobody's, they count as its pool's, the host knows nothing of it. Therefore it can be given up
/// with nobody asked. What a claim takes off a list is the host's for good.
/// ```
/// request ───────────────────> allocate     a block for a frame on its way in
/// answer  <──┬──────────────── granted      at once
///            └─ first block <─ refused      a clock later: that of the pool's oldest frame, which is given up
/// delivered ─ FIFO ─┬─ list ─┬─> handed     its claim, or the next frame's that finds one
///                   └────────┘
/// ```
/// ```
/// lists      a pool      | parity | some | wanted | first | last |     wanted: a claim has found nothing, so the next frame is its;
///                                                                            or a broken list may have said so
/// extents    a frame     | parity | second | tail | count |            at its first block, as
/// followers  a frame     | parity | first block of the next one |
/// ```
/// A frame that gives up its first block gives its others to the free list, through `release`; where the new frame has blocks already, a release of 0 blocks
/// links them. Entries are read three clocks before they are used, and their parity a clock before; where one is broken the list ends: what was on it is lost until RESET.
///
/// One operation at a time, of 5 clocks, or 2 where a frame passes by; a request goes before the others, and ends one that has not acted. Latency of an answer: that of the
/// block manager, one clock more when it refuses, and up to one more where an operation acts. A frame is on its list 8 to 16 clocks behind `delivered`. A claim takes
/// some 10 clocks, and the time until `handed` is free.
final class WaitingFrames extends Module {
    /// Where an operation stands.
    enum Phase {
        CLEAR,
        SELECT,
        LOOK,
        HOLD,
        CHECK,
        ACT,
        LINK,
        RELEASE
    }

    /// What an operation does.
    enum Operation {
        REQUEST,
        ARRIVE,
        CLAIM
    }

    private final int blockWidth;
    private final int pools;

    /// Forgets all frames, while the block manager starts over; 64 clocks more pass before anything is answered.
    final Bool restart = input(bool());

    // A frame on its way in asks for a block.
    final Stream<BlockRequest> request;
    final Flow<BlockGrant> answer;

    // The same, at the block manager.
    final Stream<BlockRequest> allocate;
    final Flow<BlockGrant> granted;

    /// A frame is in its blocks.
    final Flow<TakenFrame> delivered;

    /// It becomes the host's.
    final Stream<BlockChain> handed;

    /// Blocks for the free list; with a count of 0 `tail` is linked to `head`.
    final Stream<BlockChain> release;

    /// The host wants the oldest frame of a pool.
    final Stream<UInt> claim = input(stream(uint(BlockManager.POOL_WIDTH)));

    /// Events can come. While they cannot, a claim changes nothing and is answered at once.
    final Bool open = input(bool());

    /// Payload: its event will come; else none waits, and the next one's that comes will if the pool's frames wait.
    final Flow<Bool> claimed = output(flow(bool()));

    // Whether a pool drops old frames first.
    final UInt inspected = input(uint(BlockManager.POOL_WIDTH));
    final Flow<Bool> setDropOld = input(flow(bool()));
    final Bool dropsOld = output(bool());

    /// A frame has been given up, or handed over: in DROP_OLD or DELIVERED.
    final Stream<Enumerated<Counter>> fate = output(stream(enumerated(Counter.class)));

    /// One has been given up: its event will not come.
    final Bool gaveUp = output(bool());

    /// An entry was broken; payload: of the pool.
    final Flow<UInt> error = output(flow(uint(BlockManager.POOL_WIDTH)));

    /// Bits to turn in the next list that is written; for tests.
    final Flow<Bits> flip = input(flow(bits(8)));

    // Entries have their parity on top.
    private final Mem<Bits> lists;
    private final Mem<Bits> extents;
    private final Mem<Bits> followers;
    private final Mem<Bits> policies;
    private final Fifo<TakenFrame> arrived;

    private final Enumerated<Phase> phase = reg(enumerated(Phase.class), Phase.CLEAR);
    private final Enumerated<Operation> operation = reg(enumerated(Operation.class));
    private final UInt cleared = reg(uint(BlockManager.POOL_WIDTH), init(0));
    private final Bits listFlip = reg(bits(8), init(0));

    // Of the operation.
    private final UInt pool = reg(uint(BlockManager.POOL_WIDTH));
    private final Bits policy = reg(bits(2));
    private final Bits list;
    private final Bits extent;
    private final Bits follower;
    private final Bool listBroken = reg(bool());
    private final Bool frameBroken = reg(bool());
    private final Bool only = reg(bool());

    // Of a request.
    private final Bool linked = reg(bool());
    private final UInt previous;
    private final BlockGrant refusal;
    private final Bool refused = reg(bool(), init(0));

    private final Bool handing = reg(bool(), init(0));
    private final BlockChain leaving;

    /// @param blockWidth log2 of the blocks
    /// @param pools at most 64
    WaitingFrames(int blockWidth, int pools) {
        this.blockWidth = blockWidth;
        this.pools = pools;
        super();
        var chain = BlockChain.type(blockWidth);
        this.request = input(stream(BlockRequest.type(blockWidth)));
        this.answer = output(flow(BlockGrant.type(blockWidth)));
        this.allocate = output(stream(BlockRequest.type(blockWidth)));
        this.granted = input(flow(BlockGrant.type(blockWidth)));
        this.delivered = input(flow(TakenFrame.type(blockWidth)));
        this.handed = output(stream(chain));
        this.release = output(stream(chain));
        this.lists = mem(bits(3 + 2 * blockWidth), pools, UNDEFINED);
        this.extents = mem(bits(2 + 3 * blockWidth), 1 << blockWidth, UNDEFINED);
        this.followers = mem(bits(1 + blockWidth), 1 << blockWidth, UNDEFINED);
        this.policies = mem(bits(2), pools, UNDEFINED);
        this.arrived =
                child(new Fifo<>(TakenFrame.type(blockWidth), 1 << blockWidth, Fifo.Storage.BLOCK));
        this.list = reg(bits(3 + 2 * blockWidth));
        this.extent = reg(bits(2 + 3 * blockWidth));
        this.follower = reg(bits(1 + blockWidth));
        this.previous = reg(uint(blockWidth));
        this.refusal = reg(BlockGrant.type(blockWidth));
        this.leaving = reg(chain);
    }

    @Override
    protected String moduleName() {
        return "WaitingFrames_b" + blockWidth + "_p" + pools;
    }

    // ---- fields of entries

    private UInt last() {
        return list.trunc(blockWidth).asUInt();
    }

    private UInt first() {
        return list.slice(2 * blockWidth - 1, blockWidth).asUInt();
    }

    private Bool wanted() {
        return list.bit(2 * blockWidth);
    }

    private Bool some() {
        return list.bit(2 * blockWidth + 1);
    }

    private UInt count() {
        return extent.trunc(blockWidth + 1).asUInt();
    }

    private UInt tail() {
        return extent.slice(2 * blockWidth, blockWidth + 1).asUInt();
    }

    private UInt second() {
        return extent.slice(3 * blockWidth, 2 * blockWidth + 1).asUInt();
    }

    private static Bits guarded(Bits entry) {
        return cat(entry.xorR(), entry);
    }

    /// The pool's frames wait.
    private Bool dropsOldHere() {
        return policy.bit(0).and(policy.xorR().not());
    }

    /// The oldest frame of the list can be had.
    private Bool has() {
        return all(some(), listBroken.not(), frameBroken.not());
    }

    @Override
    protected void build() {
        arrived.in.valid().assign(delivered.valid());
        arrived.in.payload().assign(delivered.payload());
        when(flip.valid(), () -> listFlip.next(flip.payload()));
        follow();
        select();
        answer();
        act();
        post();
        dropsOld.assign(policies.readAsync(inspected).bit(0));
        clear();
    }

    /// From LOOK to ACT: what the operation is about.
    private void follow() {
        var looks = phase.is(Phase.LOOK);
        var seenExtent = extents.read(first(), looks);
        var seenFollower = followers.read(first(), looks);
        when(looks, () -> phase.next(Phase.HOLD));
        when(
                phase.is(Phase.HOLD),
                () -> {
                    phase.next(Phase.CHECK);
                    extent.next(seenExtent);
                    follower.next(seenFollower);
                });
        when(
                phase.is(Phase.CHECK),
                () -> {
                    phase.next(Phase.ACT);
                    only.next(first().eq(last()));
                    listBroken.next(list.xorR());
                    var linkBroken = first().ne(last()).and(follower.xorR());
                    frameBroken.next(some().and(extent.xorR().or(linkBroken)));
                });
    }

    /// A request first, whatever has not acted yet; then claims and arrivals in turn.
    private void select() {
        var claimsNext = reg(bool(), init(0));
        var claims = claim.valid().and(claimsNext.or(arrived.out.valid().not()));
        var undecided = any(phase.is(Phase.LOOK), phase.is(Phase.HOLD), phase.is(Phase.CHECK));
        var requested = operation.is(Operation.REQUEST);
        var open = phase.is(Phase.SELECT).or(undecided.and(requested.not()));
        var asks = request.valid().and(open);
        allocate.valid().assign(asks);
        allocate.payload().assign(request.payload());
        request.ready().assign(allocate.ready().and(open));
        var other = mux(claims, claim.payload(), arrived.out.payload().chain().pool());
        var whose = mux(request.valid(), request.payload().pool(), other);
        when(
                phase.is(Phase.SELECT).or(asks),
                () -> {
                    pool.next(whose);
                    list.next(lists.readAsync(whose));
                    policy.next(policies.readAsync(whose));
                });
        when(
                        asks,
                        () -> {
                            phase.next(Phase.SELECT);
                            linked.next(request.payload().linked());
                            previous.next(request.payload().previous());
                            when(
                                    allocate.ready(),
                                    () -> {
                                        phase.next(Phase.LOOK);
                                        operation.next(Operation.REQUEST);
                                    });
                        })
                .elseWhen(
                        all(phase.is(Phase.SELECT), claim.valid().or(arrived.out.valid())),
                        () -> {
                            phase.next(Phase.LOOK);
                            operation.next(Operation.ARRIVE);
                            when(claims, () -> operation.next(Operation.CLAIM));
                            claimsNext.next(claims.not());
                        });
    }

    /// What the block manager says, or the first block of a frame that is given up.
    private void answer() {
        var grants = granted.payload().reason().eq(REASON_NONE);
        refused.next(granted.valid().and(grants.not()));
        when(
                granted.valid(),
                () -> {
                    refusal.next(granted.payload());
                    when(grants, () -> phase.next(Phase.SELECT));
                });
        var said = granted.payload();
        var reason = mux(refused.and(has().not()), refusal.reason(), lit(REASON_NONE, 2));
        answer.valid().assign(refused.or(granted.valid().and(grants)));
        answer.payload().block().assign(mux(refused, first(), said.block()));
        answer.payload().reason().assign(reason);
        answer.payload().keepBadCrc().assign(mux(refused, refusal.keepBadCrc(), said.keepBadCrc()));
    }

    /// The clock in which an operation is done, or begins anew since `handed` is not free.
    private void act() {
        var arrives = phase.is(Phase.ACT).and(operation.is(Operation.ARRIVE));
        var passes =
                all(
                        phase.is(Phase.LOOK),
                        operation.is(Operation.ARRIVE),
                        dropsOldHere().not(),
                        request.valid().not());
        var claims = phase.is(Phase.ACT).and(operation.is(Operation.CLAIM));
        var expected = wanted().or(listBroken);

        var gives = refused.and(has());
        var hands = passes.or(arrives.and(expected)).and(handing.not());
        var waits = arrives.and(expected.not());
        var closed = claims.and(open.not());
        var takes = all(claims, open, has(), handing.not());
        var finds = all(claims, open, has().not());
        write(gives, hands.and(arrives), waits, takes, finds);

        var frame = arrived.out.payload().chain();
        when(handed.fire(), () -> handing.next(0));
        when(
                hands.or(takes),
                () -> {
                    handing.next(1);
                    leaving.head().next(mux(takes, first(), frame.head()));
                    leaving.tail().next(mux(takes, tail(), frame.tail()));
                    leaving.count().next(mux(takes, count(), frame.count()));
                    leaving.pool().next(pool);
                });
        handed.valid().assign(handing);
        handed.payload().assign(leaving);
        arrived.out.ready().assign(any(hands, waits, restart));

        var answered = any(takes, finds, closed);
        claim.ready().assign(answered);
        var given = reg(flow(bool()), Flow::valid, init(0));
        given.valid().next(answered);
        given.payload().next(takes);
        claimed.assign(given);

        when(any(passes, arrives, claims, refused), () -> phase.next(Phase.SELECT));
        when(
                gives,
                () -> {
                    when(count().ne(1), () -> phase.next(Phase.RELEASE));
                    when(linked, () -> phase.next(Phase.LINK));
                });
        gaveUp.assign(gives);
        tell(gives, hands.or(takes));

        var lost =
                any(hands, waits)
                        .and(arrives)
                        .and(listBroken)
                        .or(finds.or(refused).and(anyBroken()));
        var told = reg(flow(uint(BlockManager.POOL_WIDTH)), Flow::valid, init(0));
        told.valid().next(lost);
        told.payload().next(pool);
        error.assign(told);
    }

    private Bool anyBroken() {
        return listBroken.or(frameBroken);
    }

    /// The list as the operation leaves it; what is broken is forgotten.
    private void write(Bool gives, Bool hands, Bool waits, Bool takes, Bool finds) {
        var frame = arrived.out.payload();
        var head = frame.chain().head();
        var intact = some().and(listBroken.not());
        var shorter = gives.or(takes);
        var stays = mux(shorter, only.not(), waits.or(hands.and(intact)));
        var oldest = mux(shorter, follower.trunc(blockWidth).asUInt(), first());
        var written =
                cat(
                        stays,
                        finds.or(refused.and(listBroken)).and(dropsOldHere()),
                        mux(waits.and(intact.not()), head, oldest).asBits(),
                        mux(waits, head, last()).asBits());
        var clearing = phase.is(Phase.CLEAR);
        var value = mux(clearing, zeros(written.width()), written);
        int flips = Math.min(value.width(), listFlip.width());
        var turned = value.xor(listFlip.trunc(flips).zext(value.width()));
        when(
                any(clearing, gives, hands, waits, takes, finds, refused.and(anyBroken())),
                () -> {
                    lists.write(mux(clearing, cleared, pool), cat(value.xorR(), turned));
                    listFlip.next(0);
                });
        var extentOf =
                cat(
                        frame.second().asBits(),
                        frame.chain().tail().asBits(),
                        frame.chain().count().asBits());
        when(waits, () -> extents.write(head, guarded(extentOf)));
        when(waits.and(intact), () -> followers.write(last(), guarded(head.asBits())));
    }

    private void tell(Bool gives, Bool hands) {
        var telling = reg(bool(), init(0));
        var what = reg(enumerated(Counter.class));
        when(fate.fire(), () -> telling.next(0));
        when(
                gives.or(hands),
                () -> {
                    telling.next(1);
                    what.next(Counter.DELIVERED);
                    when(gives, () -> what.next(Counter.DROP_OLD));
                });
        fate.valid().assign(telling);
        fate.payload().assign(what);
    }

    /// What a frame that was given up had beyond its first block; and that block's place in the new one.
    private void post() {
        var links = phase.is(Phase.LINK);
        release.valid().assign(links.or(phase.is(Phase.RELEASE)));
        release.payload().head().assign(mux(links, first(), second()));
        release.payload().tail().assign(mux(links, previous, tail()));
        release.payload().count().assign(mux(links, num(0, count().width()), count().sub(1)));
        release.payload().pool().assign(pool);
        when(
                release.fire(),
                () -> {
                    phase.next(Phase.SELECT);
                    when(links.and(count().ne(1)), () -> phase.next(Phase.RELEASE));
                });
    }

    private void clear() {
        var clearing = phase.is(Phase.CLEAR);
        var policyNow = mux(clearing, low(), setDropOld.payload()).asBits();
        when(
                clearing.or(setDropOld.valid()),
                () -> policies.write(mux(clearing, cleared, inspected), guarded(policyNow)));
        when(
                clearing,
                () -> {
                    cleared.next(cleared.add(1));
                    when(cleared.andR(), () -> phase.next(Phase.SELECT));
                });
        when(
                restart,
                () -> {
                    phase.next(Phase.CLEAR);
                    cleared.next(0);
                    handing.next(0);
                    listFlip.next(0);
                });
    }
}
