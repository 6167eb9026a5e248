package org.jetstreamlan.nic.clan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jetstreamlan.abi.VciHash;
import org.jetstreamlan.abi.clan.TripwireHash;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Stream;

/// Finds the tripwires on a cell: exact match on 35 bits, one place in each of 4 ways, all at once. Where one may lie is [TripwireHash].
///
/// ```
/// clock   0             1           2         3          4
/// lookup  key ── hash | ways read | entries | compared | hits, sets
/// ```
/// A look-up a clock, `hits` exactly 4 clocks later; none in the 3 clocks that a write takes.
/// Several tripwires may be on one cell. An entry with wrong parity never matches. `does` comes 1 clock behind `way` and `place`.
///
/// What watches what an aperture page takes in, which nothing is, stands for no entry: 36 bits each, so a block RAM for each way of up to 512 sets.
public final class TripwireWords extends Module {
    /// Clocks from `lookup` to `hits`.
    public static final int LATENCY = 4;

    static final int WAYS = TripwireHash.WAYS;

    /// Aperture, and not outbound.
    private static final long NONE = 1L << TripwireHash.KEY_BITS - 2;

    private static final int WAY_WIDTH = 2;
    private static final int KEY = TripwireHash.KEY_BITS;

    private final int log2Words;
    private final int setWidth;

    /// Outbound, aperture, place, cell.
    public final Stream<Bits> lookup = input(stream(bits(KEY)));

    /// Bit i: way i has one, in set `sets[i]`.
    public final Bits hits = output(bits(WAYS));

    public final List<UInt> sets;

    /// Of a tripwire that was found.
    public final UInt way = input(uint(WAY_WIDTH));

    public final UInt place;
    public final TripwireActions does = output(TripwireActions.TYPE);

    /// An entry that is written; 2 clocks later `refused` says whether it may not lie there.
    public final Stream<TripwireWrite> write = input(stream(TripwireWrite.TYPE));

    public final Bool written = output(bool());
    public final Bool refused = output(bool());

    /// Every set becomes empty.
    public final Bool clears = input(bool());

    public final UInt cleared;

    private final List<Mem<Bits>> ways = new ArrayList<>();
    private final Mem<Bits> acts;

    /// @param log2Words 6..12
    public TripwireWords(int log2Words) {
        this.log2Words = log2Words;
        this.setWidth = log2Words - WAY_WIDTH;
        super();
        List<UInt> places = new ArrayList<>();
        for (int i = 0; i < WAYS; i++) {
            places.add(output(uint(setWidth)));
        }
        this.sets = List.copyOf(places);
        this.place = input(uint(setWidth));
        this.cleared = input(uint(setWidth));
        for (int i = 0; i < WAYS; i++) {
            ways.add(
                    mem(bits(KEY + 1), 1 << setWidth, ReadUnderWrite.UNDEFINED)
                            .attribute("ram_style", "block"));
        }
        this.acts =
                mem(
                        bits(TripwireActions.TYPE.width() + 1),
                        1 << log2Words,
                        ReadUnderWrite.UNDEFINED);
    }

    @Override
    protected String moduleName() {
        return "TripwireWords_w" + log2Words;
    }

    @Override
    protected void build() {
        // An entry: looked at, then written; nothing else is looked up meanwhile.
        var asked = write.payload();
        var steps = reg(bits(2), init(0));
        var may = all(write.valid(), steps.eq(0));
        steps.next(cat(steps.bit(0), may));
        var looked = steps.bit(1);
        lookup.ready().assign(any(write.valid(), clears).not());
        var key = mux(write.valid(), cat(asked.where(), asked.first()), lookup.payload());
        var entryWay = asked.entry().slice(log2Words - 1, setWidth).asUInt();
        var entrySet = asked.entry().trunc(setWidth);
        Bool inPlace = low();
        List<Bits> found = new ArrayList<>();
        for (int i = 0; i < WAYS; i++) {
            var hashed = reg(uint(setWidth));
            hashed.next(hash(key, i));
            inPlace = inPlace.or(all(entryWay.eq(i), hashed.eq(entrySet)));
            var seen = reg(bits(KEY + 1));
            seen.next(ways.get(i).read(hashed));
            found.add(seen);
            UInt place = hashed;
            for (int clock = 1; clock < LATENCY; clock++) {
                var later = reg(uint(setWidth));
                later.next(place);
                place = later;
            }
            sets.get(i).assign(place);
        }
        var lawful = reg(bool());
        var isWord = asked.does().number().shr(log2Words).eq(0);
        lawful.next(any(asked.valid().not(), all(inPlace, isWord)));
        write.ready().assign(looked);
        written.assign(looked);
        refused.assign(lawful.not());
        var writes = all(looked, lawful);
        var none = guarded(lit(NONE, KEY));
        var entry = guarded(cat(asked.where(), asked.first()));
        for (int i = 0; i < WAYS; i++) {
            var each = ways.get(i);
            when(
                    any(clears, all(writes, entryWay.eq(i))),
                    () ->
                            each.write(
                                    mux(clears, cleared, entrySet),
                                    mux(all(asked.valid(), clears.not()), entry, none)));
        }
        when(
                writes,
                () -> acts.write(asked.entry().trunc(log2Words), guarded(asked.does().asBits())));
        compare(found);

        var record = acts.read(cat(way, place).asUInt());
        var type = TripwireActions.TYPE;
        var whole = type.fromBits(record.trunc(type.width()));
        does.number().assign(whole.number());
        does.ring().assign(whole.ring());
        does.actions().assign(mux(record.xorR(), zeros(whole.actions().width()), whole.actions()));
    }

    private void compare(List<Bits> found) {
        Bits key = lookup.payload();
        Bool there = lookup.fire();
        for (int clock = 0; clock < LATENCY - 1; clock++) {
            var later = reg(bits(KEY));
            later.next(key);
            key = later;
            var valid = reg(bool(), init(0));
            valid.next(there);
            there = valid;
        }
        var equal = new Bool[WAYS];
        for (int i = 0; i < WAYS; i++) {
            var entry = found.get(i);
            equal[WAYS - 1 - i] = all(there, entry.trunc(KEY).eq(key), entry.xorR().not());
        }
        var hit = reg(bits(WAYS), init(0));
        hit.next(cat(equal));
        hits.assign(hit);
    }

    private static Bits guarded(Bits entry) {
        return cat(entry.xorR(), entry);
    }

    /// Bit `s` of the set is the xor of a few bits of the key.
    private UInt hash(Bits key, int ofWay) {
        List<Bool> bits = new ArrayList<>();
        for (int bit = 0; bit < setWidth; bit++) {
            bits.addFirst(
                    cat(Arrays.stream(VciHash.tapsOfKey(ofWay, bit, setWidth, KEY))
                                    .mapToObj(key::bit)
                                    .toArray(Bool[]::new))
                            .xorR());
        }
        return cat(bits.toArray(Bool[]::new)).asUInt();
    }
}
