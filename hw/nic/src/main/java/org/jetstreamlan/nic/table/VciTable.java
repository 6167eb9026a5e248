package org.jetstreamlan.nic.table;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.VciHash;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;

import java.util.ArrayList;
import java.util.List;

/// Finds the pool of a VCI: exact match on 24 bits, one place in each way, all ways at once. Where a VCI may lie is [VciHash]; the host
/// decides in which of its places it lies, and moves others out of the way (copy first, then overwrite), so that a look-up never misses.
///
/// ```
/// clock   0               1                      2                     3
/// lookup  vci ── hash ──> cells ── 12 bit pairs  ── match? ── select ─> result
/// ```
/// A look-up is accepted in each clock; `result` comes exactly 3 clocks later. Should a VCI be valid in two ways (while it is being
/// moved), both hold the same value: the result is their OR.
///
/// The host's access is accepted in a clock without a look-up (frames have 14 words at least, so it waits a clock or two); `reply`, the
/// place's contents, comes exactly 2 clocks later (for a write without meaning). A write takes effect as a whole: a look-up sees the
/// old entry or the new one, never a mixture, because it is made in a clock without a look-up.
public final class VciTable extends Module {
    /// Clocks from `lookup` to `result`.
    public static final int LATENCY = 3;

    private final int setWidth;

    /// A VCI, 24 bits.
    public final Flow<UInt> lookup = input(flow(uint(Registers.VCI_LOW_VCI.width())));

    public final Flow<VciResult> result = output(flow(VciResult.type()));
    public final Stream<VciAccess> access;
    public final Flow<VciEntry> reply = output(flow(VciEntry.type()));

    private final List<Mem<VciEntry>> way;

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
        List<Mem<VciEntry>> memories = new ArrayList<>();
        for (int i = 0; i < ways; i++) {
            memories.add(mem(VciEntry.type(), sets, UNDEFINED));
        }
        this.way = List.copyOf(memories);
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
        var hostReads = access.fire().and(place.write().not());
        var hostWrites = access.fire().and(place.write());

        var asked = reg(bool(), init(0));
        asked.next(lookup.valid());
        var key = reg(uint(lookup.payload().width()));
        key.next(lookup.payload());
        var compared = reg(bool(), init(0));
        compared.next(asked);

        var hit = low();
        var value = zeros(valueOf(VciEntry.type().zero()).width());
        var found = VciEntry.type().zero().asBits();
        var hostWay = reg(uint(place.way().width()));
        when(access.fire(), () -> hostWay.next(place.way()));
        for (int i = 0; i < way.size(); i++) {
            when(hostWrites.and(place.way().eq(i)), writeOf(way.get(i), place));
            UInt set = mux(lookup.valid(), hash(lookup.payload(), i), place.set());
            VciEntry entry = way.get(i).read(set, lookup.valid().or(hostReads));
            found = found.or(onlyIf(hostWay.eq(i), entry.asBits()));
            var matches = matches(entry, key);
            hit = hit.or(matches);
            var present = reg(bits(value.width()));
            present.next(valueOf(entry));
            value = value.or(onlyIf(matches, present));
        }

        var resultValid = reg(bool(), init(0));
        resultValid.next(compared);
        var resultHit = reg(bool());
        resultHit.next(hit);
        var resultValue = reg(bits(value.width()));
        resultValue.next(value);
        result.valid().assign(resultValid);
        result.payload().hit().assign(resultHit);
        result.payload().tap().assign(resultValue.bit(value.width() - 1));
        result.payload().pool().assign(resultValue.trunc(value.width() - 1).asUInt());

        var accessed = reg(bool(), init(0));
        accessed.next(access.fire());
        var replyValid = reg(bool(), init(0));
        replyValid.next(accessed);
        var replyEntry = reg(bits(found.width()));
        replyEntry.next(found);
        reply.valid().assign(replyValid);
        reply.payload().assign(VciEntry.type().fromBits(replyEntry));
    }

    private static Runnable writeOf(Mem<VciEntry> cells, VciAccess place) {
        return () -> cells.write(place.set(), place.entry());
    }

    /// What a look-up is after: tap on top, pool below.
    private static Bits valueOf(VciEntry entry) {
        return cat(entry.tap(), entry.pool());
    }

    private static Bits onlyIf(Bool condition, Bits bits) {
        return mux(condition, bits, zeros(bits.width()));
    }

    /// Bit `s` of the set is the xor of a few bits of the VCI, at most 3 in a table of 1,024 sets.
    private UInt hash(UInt vci, int ofWay) {
        Bits set = parity(vci, ofWay, 0).asBits();
        for (int bit = 1; bit < setWidth; bit++) {
            set = cat(parity(vci, ofWay, bit), set);
        }
        return set.asUInt();
    }

    private Bool parity(UInt vci, int ofWay, int setBit) {
        Bool parity = low();
        for (int tap : VciHash.taps(ofWay, setBit, setWidth)) {
            parity = parity.xor(vci.bit(tap));
        }
        return parity;
    }

    /// Whether the entry read in this clock has the key, known in the next one: pairs of bits are compared behind the block RAM (one LUT
    /// each), what they say is gathered a clock later.
    private Bool matches(VciEntry entry, UInt key) {
        int pairs = key.width() / 2;
        var occupied = reg(bool());
        occupied.next(entry.valid());
        var differs = reg(bits(pairs));
        var difference = entry.vci().xor(key);
        for (int i = 0; i < pairs; i++) {
            differs.bit(i).next(difference.bit(2 * i).or(difference.bit(2 * i + 1)));
        }
        return occupied.and(differs.orR().not());
    }
}
