package org.jetstreamlan.nic.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.VciHash;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;

/// Finds the pool of a VCI: exact match on 24 bits, one place in each way, all ways at once. Where a VCI may lie is [VciHash]; the host
/// decides in which of its places it lies, and moves others out of the way (copy first, then overwrite), so that a look-up never misses.
///
/// ```
/// clock   0               1                      2                     3
/// lookup  vci ── hash ──> ways ── compare, pair by pair ── select ─> result
/// ```
/// A look-up is accepted in each clock; `result` comes exactly 3 clocks later. Should a VCI be valid in two ways (while it is being
/// moved), both hold the same value: the result is their OR.
///
/// The host's access is accepted in a clock without a look-up (frames have 14 words at least, so it waits a clock or two); `reply`, the
/// place's contents, comes exactly 2 clocks later (for a write without meaning). A write takes effect as a whole: a look-up sees the
/// old entry or the new one, never a mixture, because it is made in a clock without a look-up.
///
/// An entry with wrong parity never matches. A look-up that meets one, its own or another's, is told with its result; what the host reads says so, too.
public final class VciTable extends Module {
    /// Clocks from `lookup` to `result`.
    public static final int LATENCY = 3;

    private final int setWidth;

    /// A VCI, 24 bits.
    public final Flow<UInt> lookup = input(flow(uint(Registers.VCI_LOW_VCI.width())));

    public final Flow<VciResult> result = output(flow(VciResult.type()));
    public final Stream<VciAccess> access;
    public final Flow<VciEntry> reply = output(flow(VciEntry.type()));

    /// What `reply` gives has wrong parity; in the same clock.
    public final Bool replyBroken = output(bool());

    /// The VCI of a look-up in whose places there is an entry with wrong parity; with its result.
    public final Flow<UInt> error = output(flow(uint(Registers.VCI_LOW_VCI.width())));

    /// For tests: bits of the next entry written that are turned behind its parity.
    public final Flow<Bits> flip = input(flow(bits(8)));

    private final List<VciWay> way;

    /// @param ways 1..4
    /// @param sets of each way, a power of two, 16..4,096
    public VciTable(int ways, int sets) {
        if (ways < 1 || ways > VciHash.WAYS) {
            throw new IllegalArgumentException(
                    "VCI table of %d ways: it has 1 to %d".formatted(ways, VciHash.WAYS));
        }
        if (Integer.bitCount(sets) != 1
                || sets < 1 << VciHash.LOG2_SETS_MINIMUM
                || sets > 1 << VciHash.LOG2_SETS_MAXIMUM) {
            throw new IllegalArgumentException(
                    "VCI table of %,d sets a way: it is a power of two from %,d to %,d"
                            .formatted(
                                    sets,
                                    1 << VciHash.LOG2_SETS_MINIMUM,
                                    1 << VciHash.LOG2_SETS_MAXIMUM));
        }
        this.setWidth = Integer.numberOfTrailingZeros(sets);
        super();
        this.access = input(stream(VciAccess.type(wayWidth(ways), setWidth)));
        List<VciWay> children = new ArrayList<>();
        for (int i = 0; i < ways; i++) {
            children.add(child(new VciWay(sets)));
        }
        this.way = List.copyOf(children);
    }

    /// Bits of a way's number, at least 1.
    public static int wayWidth(int ways) {
        return Math.max(1, 32 - Integer.numberOfLeadingZeros(ways - 1));
    }

    @Override
    protected String moduleName() {
        return "VciTable_w" + way.size() + "_s" + setWidth;
    }

    @Override
    protected void build() {
        access.ready().assign(lookup.valid().not());
        var place = access.payload();
        var hostWrites = access.fire().and(place.write());
        var key = reg(uint(lookup.payload().width()));
        key.next(lookup.payload());

        var armed = reg(bits(8), init(0));
        when(flip.valid(), () -> armed.next(flip.payload()))
                .elseWhen(hostWrites, () -> armed.next(0));

        for (int i = 0; i < way.size(); i++) {
            VciWay each = way.get(i);
            var set = hash(lookup.payload(), i);
            each.set.assign(mux(lookup.valid(), set, place.set()));
            each.key.assign(key);
            each.writes.assign(hostWrites.and(place.way().eq(i)));
            each.writeSet.assign(place.set());
            each.writeEntry.assign(place.entry());
            each.flip.assign(armed);
        }
        buildResult(key);
        buildReply();
    }

    private void buildResult(UInt key) {
        var asked = reg(bool(), init(0));
        asked.next(lookup.valid());
        var compared = reg(bool(), init(0));
        compared.next(asked);
        var valid = reg(bool(), init(0));
        valid.next(compared);
        var found = reg(VciResult.type());
        found.hit().next(anyOf(each -> each.hit).bit(0));
        found.tap().next(anyOf(each -> each.hit.and(each.tap)).bit(0));
        found.pool().next(anyOf(each -> onlyIf(each.hit, each.pool.asBits())).asUInt());
        result.valid().assign(valid);
        result.payload().assign(found);

        var comparedKey = reg(uint(key.width()));
        comparedKey.next(key);
        var wrong = reg(bool(), init(0));
        wrong.next(compared.and(anyOf(each -> each.broken).bit(0)));
        var wrongKey = reg(uint(key.width()));
        wrongKey.next(comparedKey);
        error.valid().assign(wrong);
        error.payload().assign(wrongKey);
    }

    private void buildReply() {
        var accessed = reg(bool(), init(0));
        accessed.next(access.fire());
        var accessedWay = reg(uint(access.payload().way().width()));
        when(access.fire(), () -> accessedWay.next(access.payload().way()));
        var valid = reg(bool(), init(0));
        valid.next(accessed);
        var contents = reg(bits(reply.payload().width()));
        contents.next(
                anyOf(each -> onlyIf(accessedWay.eq(way.indexOf(each)), each.entry.asBits())));
        reply.valid().assign(valid);
        reply.payload().assign(VciEntry.type().fromBits(contents));
        var shownWay = reg(uint(accessedWay.width()));
        shownWay.next(accessedWay);
        replyBroken.assign(anyOf(each -> each.broken.and(shownWay.eq(way.indexOf(each)))).bit(0));
    }

    /// The OR over all ways.
    private Bits anyOf(Function<VciWay, Data<?>> value) {
        Bits result = value.apply(way.getFirst()).asBits();
        for (VciWay each : way.subList(1, way.size())) {
            result = result.or(value.apply(each).asBits());
        }
        return result;
    }

    private static Bits onlyIf(Bool condition, Bits bits) {
        return mux(condition, bits, zeros(bits.width()));
    }

    /// Bit `s` of the set is the xor of a few bits of the VCI.
    private UInt hash(UInt vci, int ofWay) {
        List<Bool> bits = new ArrayList<>();
        for (int bit = 0; bit < setWidth; bit++) {
            bits.addFirst(
                    cat(Arrays.stream(VciHash.taps(ofWay, bit, setWidth))
                                    .mapToObj(vci::bit)
                                    .toArray(Bool[]::new))
                            .xorR());
        }
        return cat(bits.toArray(Bool[]::new)).asUInt();
    }
}
