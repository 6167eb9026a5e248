package org.jetstreamlan.sim;

/// What a [Kernel] moves.
interface Hardware {
    /// One edge of these clocks together, a bit for each.
    void edge(long clocks);

    /// `count` edges of one clock, all others resting.
    void edges(int clock, long count);

    /// Edges so far, of whichever clocks.
    long cycle();
}
