package org.jetstreamlan.driver.clan;

import java.util.BitSet;

/// Numbers that are free, from 0 on.
final class FreeNumbers {
    private final BitSet used = new BitSet();
    private final int count;

    FreeNumbers(int count) {
        this.count = count;
    }

    /// The lowest free one, which is used then; below 0: none is.
    int take() {
        int number = used.nextClearBit(0);
        if (number >= count) {
            return -1;
        }
        used.set(number);
        return number;
    }

    /// A run of free ones, from a multiple of its length on; below 0: there is none.
    ///
    /// @param run a power of two
    int takeRun(int run) {
        for (int first = 0; first + run <= count; first += run) {
            int next = used.nextSetBit(first);
            if (next < 0 || next >= first + run) {
                used.set(first, first + run);
                return first;
            }
        }
        return -1;
    }

    void give(int number) {
        used.clear(number);
    }

    void giveRun(int first, int run) {
        used.clear(first, first + run);
    }

    int free() {
        return count - used.cardinality();
    }
}
