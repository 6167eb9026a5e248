package org.jetstreamlan.ring.line;

/// Changes what one line carries.
@FunctionalInterface
public interface LineFault {
    /// No fault.
    LineFault NONE = (_, pair) -> pair;

    /// What goes on instead of `pair`, two line words as in [org.jetstreamlan.abi.LineCode].
    ///
    /// @param time of station 0's clock
    long apply(long time, long pair);
}
