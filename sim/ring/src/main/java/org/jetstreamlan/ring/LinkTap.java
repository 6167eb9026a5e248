package org.jetstreamlan.ring;

/// Sees every word of one link.
@FunctionalInterface
public interface LinkTap {
    /// The word of this clock, packed as in [org.jetstreamlan.abi.LinkWord].
    void accept(long packed);
}
