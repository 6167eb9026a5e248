package org.jetstreamlan.nic.buffer;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;

/// Counts, limits, reserves and policy of each pool, in LUT RAM. The block manager works on one entry at a time:
/// ```
/// look    ▔▔▔╲_______________
/// entry   ───<  of `pool`  >──     1 clock later, held until the next look
/// change  ___________╱▔▔▔╲___     count of `pool`, in its direction := entry's count + delta
/// ```
/// The host sees an entry (`inspected`) through the same ports, in each clock without `look`: 2 clocks late at most. It sets limits and policy at any time but while entries are cleared.
///
/// Counts, limits, reserves and policy have a parity bit each, which is looked at as they come: `broken` stands beside the entry. A count that was broken stays so, whatever is added to it.
final class PoolTable extends Module {
    private final int pools;
    private final int blockWidth;

    final UInt pool = input(uint(BlockManager.POOL_WIDTH));
    final Bool look = input(bool());
    final PoolEntry entry;

    /// Some of it is not as it was written.
    final Bool broken = output(bool());

    /// Which numbers of the entry the operation is about: those for transmission, or those of received frames.
    final Bool sending = input(bool());

    /// These.
    final UInt count;

    final UInt reserve;
    final UInt limit;

    /// What the count would be.
    final UInt countAfter;

    /// Delta modulo the width of a count.
    final Flow<UInt> change;

    /// The pool that the host looks at, and its entry.
    final UInt inspected = input(uint(BlockManager.POOL_WIDTH));

    final PoolEntry inspectedEntry;

    /// Limits or policy of `inspected`, by the host.
    final Flow<PoolSetting> set = input(flow(PoolSetting.TYPE));

    /// Another reserve for `pool`, in direction `sending`.
    final Flow<UInt> setReserve;

    /// All zeros for this pool.
    final Flow<UInt> clear = input(flow(uint(BlockManager.POOL_WIDTH)));

    /// Bits to turn in the next write of counts, behind its parity; for tests.
    final Bits flip = input(bits(8));

    /// Counts are written: what was to be turned is.
    final Bool flipped = output(bool());

    // Entries have their parity on top.
    private final Mem<Bits> counts;
    private final Mem<Bits> limits;
    private final Mem<Bits> reserves;
    private final Mem<Bits> policies;
    private final PoolEntry seen;
    private final PoolEntry shown;

    PoolTable(int pools, int blockWidth) {
        this.pools = pools;
        this.blockWidth = blockWidth;
        super();
        var blocks = PoolBlocks.type(blockWidth + 1);
        this.entry = output(PoolEntry.type(blockWidth + 1));
        this.inspectedEntry = output(PoolEntry.type(blockWidth + 1));
        this.count = output(uint(blockWidth + 1));
        this.reserve = output(uint(blockWidth + 1));
        this.limit = output(uint(blockWidth + 1));
        this.countAfter = output(uint(blockWidth + 1));
        this.change = input(flow(uint(blockWidth + 1)));
        this.setReserve = input(flow(uint(blockWidth + 1)));
        this.counts = mem(bits(blocks.width() + 1), pools, UNDEFINED);
        this.limits = mem(bits(blocks.width() + 1), pools, UNDEFINED);
        this.reserves = mem(bits(blocks.width() + 1), pools, UNDEFINED);
        this.policies = mem(bits(2), pools, UNDEFINED);
        this.seen = reg(PoolEntry.type(blockWidth + 1));
        this.shown = reg(PoolEntry.type(blockWidth + 1));
    }

    @Override
    protected String moduleName() {
        return "PoolTable_p" + pools + "_w" + blockWidth;
    }

    @Override
    protected void build() {
        look();
        inspectedEntry.assign(shown);
        count.assign(ofDirection(seen.counts()));
        reserve.assign(ofDirection(seen.reserves()));
        limit.assign(ofDirection(seen.limits()));

        var none = PoolBlocks.type(blockWidth + 1).zero();
        countAfter.assign(count.add(change.payload()));
        var changed =
                new PoolBlocks(
                        mux(sending, countAfter, seen.counts().transmit()),
                        mux(sending, seen.counts().receive(), countAfter));
        var writes = change.valid().or(clear.valid());
        flipped.assign(writes);
        when(
                writes,
                () ->
                        counts.write(
                                mux(clear.valid(), clear.payload(), pool),
                                guarded(mux(clear.valid(), none, changed).asBits(), turned())));

        var reserved =
                new PoolBlocks(
                        mux(sending, setReserve.payload(), seen.reserves().transmit()),
                        mux(sending, seen.reserves().receive(), setReserve.payload()));
        when(
                setReserve.valid().or(clear.valid()),
                () ->
                        reserves.write(
                                mux(clear.valid(), clear.payload(), pool),
                                guarded(mux(clear.valid(), none, reserved).asBits())));

        var wanted = set.payload();
        var allowed =
                new PoolBlocks(
                        atMostAll(wanted.limits().transmit()),
                        atMostAll(wanted.limits().receive()));
        when(
                clear.valid().or(set.valid().and(wanted.setLimits())),
                () ->
                        limits.write(
                                mux(clear.valid(), clear.payload(), inspected),
                                guarded(mux(clear.valid(), none, allowed).asBits())));
        when(
                clear.valid().or(set.valid().and(wanted.setPolicy())),
                () ->
                        policies.write(
                                mux(clear.valid(), clear.payload(), inspected),
                                guarded(wanted.keepBadCrc().and(clear.valid().not()).asBits())));
    }

    private void look() {
        var whose = mux(look, pool, inspected);
        var count = counts.readAsync(whose);
        var limit = limits.readAsync(whose);
        var reserve = reserves.readAsync(whose);
        var policy = policies.readAsync(whose);
        var entry = new PoolEntry(numbers(limit), numbers(reserve), numbers(count), policy.bit(0));
        // Of each memory; what one of them does to the operation has room a clock later.
        var wrong = reg(bits(4), init(0));
        when(
                look,
                () -> {
                    seen.next(entry);
                    wrong.next(cat(count.xorR(), limit.xorR(), reserve.xorR(), policy.xorR()));
                });
        when(look.not(), () -> shown.next(entry));
        this.entry.assign(seen);
        broken.assign(wrong.orR());
    }

    private PoolBlocks numbers(Bits guarded) {
        return PoolBlocks.type(blockWidth + 1).fromBits(guarded.trunc(guarded.width() - 1));
    }

    /// An entry with its parity on top.
    private static Bits guarded(Bits entry) {
        return Bits.cat(entry.xorR(), entry);
    }

    /// The same, with bits turned behind it.
    private static Bits guarded(Bits entry, Bits turned) {
        return Bits.cat(entry.xorR(), entry.xor(turned));
    }

    private Bits turned() {
        int width = 2 * (blockWidth + 1);
        return width < flip.width() ? flip.trunc(width) : flip.zext(width);
    }

    private UInt ofDirection(PoolBlocks numbers) {
        return mux(sending, numbers.transmit(), numbers.receive());
    }

    private UInt atMostAll(UInt limit) {
        return atMostAll(limit, blockWidth);
    }

    /// A limit of 16 bits in the width of a count.
    static UInt atMostAll(UInt limit, int blockWidth) {
        var all = num(1L << blockWidth, blockWidth + 1);
        var above = limit.slice(15, blockWidth).orR();
        return mux(above, all, limit.trunc(blockWidth + 1));
    }
}
