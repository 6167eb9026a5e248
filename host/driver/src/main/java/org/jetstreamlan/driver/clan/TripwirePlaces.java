package org.jetstreamlan.driver.clan;

import org.jetstreamlan.abi.clan.TripwireHash;
import org.jspecify.annotations.Nullable;

/// Where the tripwires on words lie in their table: each in one of the 4 places that its hash gives, moved for another one where that makes room.
final class TripwirePlaces {
    /// Moves in a row that are tried.
    private static final int DEPTH = 5;

    private static final int[] NONE = new int[4];

    /// Writes an entry of the table.
    interface Table {
        void write(int entry, int[] words);
    }

    private record Placed(int number, long key, int[] words) {}

    private final int log2Words;
    private final @Nullable Placed[] places;
    private final Table table;

    TripwirePlaces(int log2Words, Table table) {
        this.log2Words = log2Words;
        this.table = table;
        places = new Placed[1 << log2Words];
    }

    /// @param number of the tripwire
    /// @param key of [TripwireHash]
    /// @param words of its entry
    /// @return whether it found a place
    boolean add(int number, long key, int[] words) {
        return put(new Placed(number, key, words), DEPTH, -1);
    }

    /// A tripwire that is moved is in its new place before its old one is another's: it is never nowhere.
    private boolean put(Placed tripwire, int depth, int from) {
        for (int way = 0; way < TripwireHash.WAYS; way++) {
            int entry = TripwireHash.entry(tripwire.key, way, log2Words);
            if (places[entry] == null && entry != from) {
                set(entry, tripwire);
                return true;
            }
        }
        for (int way = 0; way < TripwireHash.WAYS && depth > 0; way++) {
            int entry = TripwireHash.entry(tripwire.key, way, log2Words);
            var other = places[entry];
            if (other != null && entry != from && put(other, depth - 1, entry)) {
                set(entry, tripwire);
                return true;
            }
        }
        return false;
    }

    private void set(int entry, @Nullable Placed tripwire) {
        places[entry] = tripwire;
        table.write(entry, tripwire == null ? NONE : tripwire.words);
    }

    void remove(int number) {
        for (int i = 0; i < places.length; i++) {
            var placed = places[i];
            if (placed != null && placed.number == number) {
                set(i, null);
            }
        }
    }
}
