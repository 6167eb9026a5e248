package org.jetstreamlan.sim;

/// Reads many signals of one simulator in one go, as rows of words: what a trace takes every period.
public interface ValueReader {
    /// Words of a row.
    int words();

    /// Where in a row the words of signal `index` begin, the lowest first: one for each 64 bits of its width. Signals of one
    /// width that have one value at all times may share their words.
    int offset(int index);

    /// Settles, and writes a row to `into` from `at` on.
    void read(long[] into, int at);
}
