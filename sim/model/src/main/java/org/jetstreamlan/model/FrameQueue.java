package org.jetstreamlan.model;

import org.jetstreamlan.abi.FrameType;

/// The frames of one class that a station's host has offered, in order; or the same frame for ever.
final class FrameQueue {
    private static final long NEVER = Long.MAX_VALUE / 2;

    private final Station station;
    private long[] serials = new long[16];
    private long[] offered = new long[16];
    private int[] atms = new int[16];
    private int[] lengths = new int[16];
    private boolean[] clan = new boolean[16];
    private int mask = 15;
    private int first;
    private int size;

    // Of the first frame: since when it is that; 0 words: none is repeated.
    private long headSince;
    private int endlessAtm;
    private int endlessWords;

    FrameQueue(Station station) {
        this.station = station;
    }

    void add(long serial, int atm, int words, long time) {
        add(serial, false, atm, words, time);
    }

    /// @param ofClan of type CLAN, not DATA
    void add(long serial, boolean ofClan, int atm, int words, long time) {
        if (size > mask) {
            grow();
        }
        int at = first + size & mask;
        clan[at] = ofClan;
        serials[at] = serial;
        atms[at] = atm;
        lengths[at] = words;
        offered[at] = size == 0 ? time : Math.max(time, offered[at - 1 & mask]);
        size++;
    }

    /// Offers one more such frame whenever there is none; 0 words: not any more.
    void endless(int atm, int words, long time) {
        endlessAtm = atm;
        endlessWords = words;
        refill(time);
    }

    private void refill(long time) {
        if (size == 0 && endlessWords > 0) {
            add(station.offer(), endlessAtm, endlessWords, time);
        }
    }

    /// Forgets what waits.
    void clear() {
        size = 0;
        endlessWords = 0;
    }

    int size() {
        return size;
    }

    /// From when on the first frame waits; NEVER if there is none.
    long since() {
        return size == 0 ? NEVER : Math.max(offered[first], headSince);
    }

    int words() {
        return lengths[first];
    }

    FrameType type() {
        return clan[first] ? FrameType.CLAN : FrameType.DATA;
    }

    int atm() {
        return atms[first];
    }

    long serial() {
        return serials[first];
    }

    /// The first frame is taken; the next is there from `time` + 1 on.
    void take(long time) {
        first = first + 1 & mask;
        size--;
        headSince = time + 1;
        refill(time + 1);
    }

    private void grow() {
        int old = mask + 1;
        serials = turned(serials, old);
        offered = turned(offered, old);
        atms = turned(atms, old);
        lengths = turned(lengths, old);
        clan = turned(clan, old);
        mask = 2 * old - 1;
        first = 0;
    }

    private long[] turned(long[] from, int old) {
        var to = new long[2 * old];
        for (int i = 0; i < old; i++) {
            to[i] = from[first + i & old - 1];
        }
        return to;
    }

    private boolean[] turned(boolean[] from, int old) {
        var to = new boolean[2 * old];
        for (int i = 0; i < old; i++) {
            to[i] = from[first + i & old - 1];
        }
        return to;
    }

    private int[] turned(int[] from, int old) {
        var to = new int[2 * old];
        for (int i = 0; i < old; i++) {
            to[i] = from[first + i & old - 1];
        }
        return to;
    }
}
