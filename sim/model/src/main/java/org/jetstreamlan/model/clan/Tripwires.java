package org.jetstreamlan.model.clan;

import static org.jetstreamlan.abi.WindowWords.LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanEvent;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.abi.clan.RegionKey;
import org.jetstreamlan.abi.clan.TripwireEntry;
import org.jetstreamlan.abi.clan.TripwireHash;

/// Watches what is written and what leaves. A word is found where the hash would find it: one in another place of its table watches nothing.
final class Tripwires {
    private static final int WORDS = 12;

    /// One entry, of either table.
    private static final class Wire {
        final int[] data = new int[WORDS];
        int first;
        int last;

        boolean watches(int where, long from, long to) {
            int place =
                    data[0]
                            & (TripwireEntry.VALID.mask()
                                    | TripwireEntry.OUTBOUND.mask()
                                    | TripwireEntry.APERTURE.mask()
                                    | TripwireEntry.PLACE.mask());
            return place == where && from <= last && to >= first;
        }

        int number() {
            return TripwireEntry.NUMBER.get(data[2]);
        }

        int tag() {
            return TripwireEntry.TAG.get(data[2]);
        }

        boolean does(int action) {
            return (TripwireEntry.ACTIONS.get(data[3]) & action) != 0;
        }
    }

    private final ClanStation station;
    private final ClanCounters counters;
    private final EventRings events;
    private final ClanSizes sizes;
    private final Wire[] words;
    private final Wire[] ranges;
    private final Map<Integer, Wire> byNumber = new HashMap<>();
    private final boolean[] armed = new boolean[TripwireEntry.WORDS_MAXIMUM];
    private final EventSource[] sources = new EventSource[TripwireEntry.WORDS_MAXIMUM];
    private final MemorySegment value = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);

    Tripwires(ClanStation station, ClanCounters counters, EventRings events, ClanSizes sizes) {
        this.station = station;
        this.counters = counters;
        this.events = events;
        this.sizes = sizes;
        words = new Wire[sizes.words()];
        ranges = new Wire[sizes.ranges()];
        reset();
    }

    void reset() {
        Arrays.setAll(words, _ -> new Wire());
        Arrays.setAll(ranges, _ -> new Wire());
        Arrays.setAll(sources, i -> new EventSource(ClanEvent.Kind.TRIPWIRE, i));
        Arrays.fill(armed, false);
        byNumber.clear();
    }

    // ---- the tables

    void readWord(int entry, int[] data) {
        System.arraycopy(words[entry].data, 0, data, 0, WORDS);
    }

    void readRange(int entry, int[] data) {
        System.arraycopy(ranges[entry].data, 0, data, 0, WORDS);
        data[1] = ranges[entry].first;
        data[4] = ranges[entry].last;
    }

    /// @return whether it may lie there: words in a place of their hash, with a number below that of the ranges
    boolean writeWord(int entry, int[] data) {
        boolean valid = TripwireEntry.VALID.isSet(data[0]);
        int number = TripwireEntry.NUMBER.get(data[2]);
        if (valid && (!isPlace(entry, data) || number >= sizes.words())) {
            return false;
        }
        write(words[entry], data, TripwireEntry.FIRST.get(data[1]));
        return true;
    }

    private boolean isPlace(int entry, int[] data) {
        long key = TripwireHash.key(data[0], data[1]);
        int way = entry >>> sizes.log2Words() - 2;
        return TripwireHash.entry(key, way, sizes.log2Words()) == entry;
    }

    boolean writeRange(int entry, int[] data) {
        boolean valid = TripwireEntry.VALID.isSet(data[0]);
        int number = TripwireEntry.NUMBER.get(data[2]);
        if (valid && number != TripwireEntry.RANGE_NUMBERS + entry) {
            return false;
        }
        write(ranges[entry], data, TripwireEntry.LAST.get(data[4]));
        return true;
    }

    private void write(Wire wire, int[] data, int last) {
        byNumber.remove(wire.number(), wire);
        System.arraycopy(data, 0, wire.data, 0, WORDS);
        wire.first = TripwireEntry.FIRST.get(data[1]);
        wire.last = last;
        if (TripwireEntry.VALID.isSet(data[0])) {
            byNumber.put(wire.number(), wire);
            var source = sources[wire.number()];
            source.ring = TripwireEntry.EVENT_RING.get(data[2]);
            source.interrupts = wire.does(TripwireEntry.INTERRUPT);
        }
    }

    // ---- what happens

    /// A store to the doorbell page of an endpoint of this tag.
    void arm(int number, boolean on, int tag) {
        var wire = byNumber.get(number);
        if (wire == null || tag == 0 || wire.tag() != tag) {
            counters.count(ClanCounter.ARM_REFUSED);
            return;
        }
        armed[number] = on;
    }

    /// Bytes have been written to a region, and the bus has answered.
    ///
    /// @param first cell, counted from the region's first
    void written(int key, long first, long cells, Regions regions) {
        int where = TripwireEntry.VALID.mask() | TripwireEntry.PLACE.of(RegionKey.entry(key));
        look(where, first, first + cells - 1, regions);
    }

    /// A frame has left for the first time.
    void left(OutFrame frame, int tag, Regions regions) {
        int outbound = TripwireEntry.VALID.mask() | TripwireEntry.OUTBOUND.mask();
        if (frame.place() >= 0) {
            int where =
                    outbound
                            | TripwireEntry.APERTURE.mask()
                            | TripwireEntry.PLACE.of(frame.place() >>> 16);
            int offset = frame.place() & 0xFFFF;
            long last = offset + frame.bytes() - 1;
            look(where, offset >>> 3, last >>> 3, regions);
        }
        for (var piece : frame.pieces()) {
            int right = frame.right();
            var reason = regions.check(piece.key(), tag, right, piece.address(), piece.bytes());
            if (reason == ClanReason.NONE) {
                long first = regions.cell();
                long last = first + ((piece.address() & 7) + piece.bytes() - 1 >>> 3);
                int where = outbound | TripwireEntry.PLACE.of(RegionKey.entry(piece.key()));
                look(where, first, last, regions);
            }
        }
    }

    private void look(int where, long from, long to, Regions regions) {
        for (var wire : words) {
            if (wire.watches(where, from, to)) {
                fire(wire, regions);
            }
        }
        for (var wire : ranges) {
            if (wire.watches(where, from, to)) {
                fire(wire, regions);
            }
        }
    }

    private void fire(Wire wire, Regions regions) {
        int number = wire.number();
        if (!armed[number]) {
            return;
        }
        armed[number] = false;
        counters.count(ClanCounter.FIRED);
        if (wire.does(TripwireEntry.VALUE)) {
            writeValue(wire, regions);
        }
        if (wire.does(TripwireEntry.MOVE)) {
            move(wire);
            armed[number] = true;
        }
        var source = sources[number];
        if (wire.does(TripwireEntry.EVENT)) {
            events.raise(source, 0, 0);
        } else if (wire.does(TripwireEntry.COUNT)) {
            source.count = Math.min(source.count + 1, ClanEvent.COUNT_MAXIMUM);
        }
        if (wire.does(TripwireEntry.INTERRUPT)) {
            events.interrupt(source.ring);
        }
    }

    private void writeValue(Wire wire, Regions regions) {
        int[] data = wire.data;
        long address = (long) data[7] << Integer.SIZE | Integer.toUnsignedLong(data[6]);
        var reason =
                regions.check(data[5], wire.tag(), RegionEntry.LOCAL_WRITE, address, Long.BYTES);
        value.set(LONG, 0, (long) data[9] << Integer.SIZE | Integer.toUnsignedLong(data[8]));
        if (reason != ClanReason.NONE || !station.write(regions.bus(), value, 0, Long.BYTES)) {
            counters.count(ClanCounter.BUS_ERRORS);
        }
    }

    private static void move(Wire wire) {
        int step = TripwireEntry.STEP.get(wire.data[3]);
        int mask = (1 << TripwireEntry.MODULUS.get(wire.data[3])) - 1;
        int cells = wire.last - wire.first;
        wire.first = wire.first & ~mask | wire.first + step & mask;
        wire.last = wire.first + cells;
    }
}
