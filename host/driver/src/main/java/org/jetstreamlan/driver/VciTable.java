package org.jetstreamlan.driver;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.abi.VciHash;

/// Places VCIs in the adapter's table by cuckoo moves.
///
/// A place is found by breadth-first search before anything is written, so a full table is known
/// without having changed it. Then the moves run from the free place backwards, each entry being
/// copied to its new place before its old one is overwritten: a look-up never misses while traffic
/// runs, at most it finds two equal entries.
final class VciTable {
    private static final int EMPTY = -1;
    private static final int BUSY_READS_MAXIMUM = 64;

    /// One entry.
    private record Entry(int vci, int pool, boolean tap) {}

    private final Adapter adapter;
    private final int ways;
    private final int log2Sets;

    /// VCI at place way << log2Sets | set.
    private final int[] places;

    private final Map<Integer, Entry> entries = new HashMap<>();

    VciTable(Adapter adapter, Capabilities capabilities) {
        this.adapter = adapter;
        this.ways = capabilities.vciWays();
        this.log2Sets = capabilities.log2VciSets();
        places = new int[ways << log2Sets];
        Arrays.fill(places, EMPTY);
    }

    /// Entries that it can hold.
    int capacity() {
        return places.length;
    }

    int size() {
        return entries.size();
    }

    /// The pool of a VCI, or -1.
    int pool(int vci) {
        var entry = entries.get(vci);
        return entry == null ? EMPTY : entry.pool();
    }

    /// Adds a VCI that is not in the table.
    ///
    /// @return false if no place can be made; then nothing has changed
    boolean add(int vci, int pool, boolean tap) {
        var cameFrom = new int[places.length];
        Arrays.fill(cameFrom, EMPTY);
        var open = new ArrayDeque<Integer>();
        var starts = new boolean[places.length];
        for (int way = 0; way < ways; way++) {
            int place = place(way, vci);
            starts[place] = true;
            open.add(place);
        }
        int free = search(open, starts, cameFrom);
        if (free == EMPTY) {
            return false;
        }
        int to = free;
        while (!starts[to]) {
            int source = cameFrom[to];
            write(to, entry(places[source]));
            to = source;
        }
        var added = new Entry(vci, pool, tap);
        entries.put(vci, added);
        write(to, added);
        return true;
    }

    private Entry entry(int vci) {
        var entry = entries.get(vci);
        if (entry == null) {
            throw new IllegalStateException("VCI %#x has a place but no entry".formatted(vci));
        }
        return entry;
    }

    /// The nearest free place, or EMPTY; `cameFrom` tells for each place seen, that is no start,
    /// whose entry can move there.
    private int search(ArrayDeque<Integer> open, boolean[] starts, int[] cameFrom) {
        while (!open.isEmpty()) {
            int place = open.remove();
            if (places[place] == EMPTY) {
                return place;
            }
            for (int way = 0; way < ways; way++) {
                int other = place(way, places[place]);
                if (other != place && !starts[other] && cameFrom[other] == EMPTY) {
                    cameFrom[other] = place;
                    open.add(other);
                }
            }
        }
        return EMPTY;
    }

    /// Removes a VCI that is in the table.
    void remove(int vci) {
        entries.remove(vci);
        for (int way = 0; way < ways; way++) {
            int place = place(way, vci);
            if (places[place] == vci) {
                places[place] = EMPTY;
                command(place, vci, 0);
            }
        }
    }

    /// Removes all VCIs of a pool.
    void removeAll(int pool) {
        entries.values().stream()
                .filter(e -> e.pool() == pool)
                .map(Entry::vci)
                .toList()
                .forEach(this::remove);
    }

    /// Gives the VCIs of station `from`, taps apart, the same channels of station `to`.
    ///
    /// @return how many found no place and are gone
    int renumber(int from, int to) {
        var moved =
                entries.values().stream()
                        .filter(e -> !e.tap() && !StationVci.isSystem(e.vci()))
                        .filter(e -> StationVci.station(e.vci()) == from)
                        .toList();
        moved.forEach(e -> remove(e.vci()));
        int lost = 0;
        for (var entry : moved) {
            int vci = StationVci.of(to, StationVci.channel(entry.vci()));
            if (!add(vci, entry.pool(), false)) {
                lost++;
            }
        }
        return lost;
    }

    /// Removes all taps.
    ///
    /// @return how many there were
    int removeTaps() {
        var taps = entries.values().stream().filter(Entry::tap).map(Entry::vci).toList();
        taps.forEach(this::remove);
        return taps.size();
    }

    private int place(int way, int vci) {
        return way << log2Sets | VciHash.set(vci, way, log2Sets);
    }

    private void write(int place, Entry entry) {
        places[place] = entry.vci();
        command(
                place,
                entry.vci(),
                Registers.VCI_HIGH_VALID.mask()
                        | (entry.tap() ? Registers.VCI_HIGH_TAP.mask() : 0)
                        | Registers.VCI_HIGH_POOL.of(entry.pool()));
    }

    private void command(int place, int low, int high) {
        adapter.writeRegister(
                Registers.VCI_INDEX.offset(),
                Registers.VCI_INDEX_WAY.of(place >>> log2Sets)
                        | Registers.VCI_INDEX_SET.of(place & (1 << log2Sets) - 1));
        adapter.writeRegister(Registers.VCI_LOW.offset(), low);
        adapter.writeRegister(Registers.VCI_HIGH.offset(), high);
        adapter.writeRegister(Registers.VCI_COMMAND.offset(), Registers.VCI_COMMAND_WRITE);
        for (int i = 0; i < BUSY_READS_MAXIMUM; i++) {
            int command = adapter.readRegister(Registers.VCI_COMMAND.offset());
            if (!Registers.VCI_COMMAND_BUSY.isSet(command)) {
                return;
            }
        }
        throw new AdapterFault(
                "VCI table still busy after %d reads; reset the adapter"
                        .formatted(BUSY_READS_MAXIMUM));
    }
}
