package org.jetstreamlan.ring;

/// Changes what one link carries: a cable or a neighbour gone wrong.
@FunctionalInterface
public interface LinkFault {
    /// What enters the next station instead of `packed`; both packed as in [org.jetstreamlan.abi.LinkWord].
    long apply(long packed);
}
