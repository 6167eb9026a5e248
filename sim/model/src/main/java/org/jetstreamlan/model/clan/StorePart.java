package org.jetstreamlan.model.clan;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What of the store memory is one endpoint's: frames that wait, and those that are not acknowledged.
///
/// ```
///  cells  | head, data.. | head, data.. | head, data.. |  open  |        free        |
///         acknowledged   sent                          written
/// ```
final class StorePart {
    private final ArrayDeque<OutFrame> waiting = new ArrayDeque<>();
    private int cells;
    private int used;
    private int written;
    private int stores;
    private int acknowledged;

    /// Empty, of so many cells.
    void reset(int newCells) {
        waiting.clear();
        cells = newCells;
        used = 0;
        written = 0;
        stores = 0;
        acknowledged = 0;
    }

    /// Takes a cell.
    ///
    /// @return whether there was one
    boolean take() {
        if (used == cells) {
            return false;
        }
        used++;
        written++;
        return true;
    }

    /// The cell that was taken last is the last of a half: a frame ends there.
    boolean atHalf() {
        return written % (cells / 2) == 0;
    }

    /// A store has been taken.
    void stored() {
        stores++;
    }

    /// Stores taken so far.
    int stores() {
        return stores;
    }

    /// Stores acknowledged so far.
    int acknowledgedStores() {
        return acknowledged;
    }

    boolean isEmpty() {
        return used == 0;
    }

    void add(OutFrame frame) {
        waiting.add(frame);
    }

    boolean hasFrame() {
        return !waiting.isEmpty();
    }

    @Nullable OutFrame next() {
        return waiting.poll();
    }

    /// A frame of it is acknowledged.
    ///
    /// @param frameCells as they were taken for it
    void acknowledged(OutFrame frame, int frameCells) {
        acknowledged += frame.stores();
        used -= frameCells;
    }
}
