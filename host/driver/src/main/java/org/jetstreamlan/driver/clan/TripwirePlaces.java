package org.jetstreamlan.driver.clan;

import org.jetstreamlan.abi.clan.TripwireHash;
import org.jspecify.annotations.Nullable;

/// Where the tripwires on words lie in their table: each in one of the 4 places that its hash gives, moved for another one where that makes room.
final class TripwirePlaces {
    /// Moves in a row that are tried.
    private static final int DEPTH = 5;

    /// Writes an entry of the table; null: none.
    interface Table {
        void write(int entry, @Nullable Tripwire tripwire);
    }

    private final int log2Words;
    private final @Nullable Tripwire[] places;
    private final Table table;

    TripwirePlaces(int log2Words, Table table) {
        this.log2Words = log2Words;
        this.table = table;
        places = new Tripwire[1 << log2Words];
    }

    /// @return whether it found a place
    boolean add(Tripwire tripwire) {
        return put(tripwire, DEPTH, -1);
    }

    /// A tripwire that is moved is in its new place before its old one is another's: it is never nowhere.
    private boolean put(Tripwire tripwire, int depth, int from) {
        for (int way = 0; way < TripwireHash.WAYS; way++) {
            int entry = TripwireHash.entry(tripwire.key(), way, log2Words);
            if (places[entry] == null && entry != from) {
                set(entry, tripwire);
                return true;
            }
        }
        for (int way = 0; way < TripwireHash.WAYS && depth > 0; way++) {
            int entry = TripwireHash.entry(tripwire.key(), way, log2Words);
            var other = places[entry];
            if (other != null && entry != from && put(other, depth - 1, entry)) {
                set(entry, tripwire);
                return true;
            }
        }
        return false;
    }

    private void set(int entry, @Nullable Tripwire tripwire) {
        places[entry] = tripwire;
        table.write(entry, tripwire);
    }

    void remove(Tripwire tripwire) {
        for (int i = 0; i < places.length; i++) {
            if (places[i] == tripwire) {
                set(i, null);
            }
        }
    }
}
