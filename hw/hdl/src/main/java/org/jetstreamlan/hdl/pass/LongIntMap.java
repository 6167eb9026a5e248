package org.jetstreamlan.hdl.pass;

import java.util.Arrays;

/// From non-negative longs to ints, without boxes; entries are never removed.
final class LongIntMap {
    private final int absent;
    private long[] keys = new long[1024];
    private int[] values = new int[1024];
    private int size;

    /// @param absent what [#get] answers where nothing was put
    LongIntMap(int absent) {
        this.absent = absent;
        Arrays.fill(keys, -1);
    }

    int get(long key) {
        int mask = keys.length - 1;
        int at = hash(key) & mask;
        while (keys[at] != -1) {
            if (keys[at] == key) {
                return values[at];
            }
            at = (at + 1) & mask;
        }
        return absent;
    }

    void put(long key, int value) {
        int mask = keys.length - 1;
        int at = hash(key) & mask;
        while (keys[at] != -1 && keys[at] != key) {
            at = (at + 1) & mask;
        }
        if (keys[at] == -1) {
            size++;
        }
        keys[at] = key;
        values[at] = value;
        if (2 * size > keys.length) {
            grow();
        }
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        Arrays.fill(keys, -1);
        values = new int[keys.length];
        size = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != -1) {
                put(oldKeys[i], oldValues[i]);
            }
        }
    }

    private static int hash(long key) {
        long h = key * 0x9E3779B97F4A7C15L;
        return (int) (h >>> 40 ^ h >>> 20);
    }
}
