package org.jetstreamlan.sim.symbolic;

import org.jspecify.annotations.Nullable;

/// Words, each of which is a number or has functions for bits, lowest first.
final class SymbolicStore {
    private final long[] values;

    /// Null where a word is a number.
    private final int[] @Nullable [] functions;

    SymbolicStore(int words) {
        values = new long[words];
        functions = new int[words][];
    }

    boolean isNumber(int word) {
        return functions[word] == null;
    }

    /// Of a word that is a number.
    long value(int word) {
        return values[word];
    }

    /// @param width of a number; what has functions may have fewer bits, and the rest are 0
    int[] bits(int word, int width) {
        int[] bits = functions[word];
        return bits == null ? SymbolicWords.literal(values[word], width) : bits;
    }

    void put(int word, long value) {
        values[word] = value;
        functions[word] = null;
    }

    /// What has no variable in it is a number.
    void put(int word, int[] bits) {
        long value = 0;
        for (int i = 0; i < bits.length; i++) {
            if (bits[i] > Decisions.TRUE) {
                functions[word] = bits;
                return;
            }
            value |= (long) bits[i] << i;
        }
        put(word, value);
    }

    void copy(SymbolicStore from, int of, int to) {
        values[to] = from.values[of];
        functions[to] = from.functions[of];
    }
}
