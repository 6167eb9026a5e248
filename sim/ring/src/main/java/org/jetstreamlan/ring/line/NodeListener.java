package org.jetstreamlan.ring.line;

import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;

/// Told what happens on a [LineRing]. Times are words of station 0's clock since the ring began.
public interface NodeListener {
    /// A frame's request is taken: its START leaves.
    ///
    /// @param waited words since it was both offered and the first of its class
    default void started(int node, long time, Offer offer, long waited) {}

    /// A node has a whole frame for it, with a good CRC.
    ///
    /// @param offer what was sent
    /// @param intact it is what was sent, to this station
    default void delivered(int node, long time, Offer offer, boolean intact) {}

    /// A node has a frame for it whose CRC is bad, or that was cut.
    default void spoiled(int node, long time) {}

    default void completed(int node, long time, Offer offer, CompletionResult result, int status) {}

    /// A token was accepted.
    default void token(int node, long time) {}

    default void phase(int node, long time, RingPhase phase, RingCause cause) {}
}
