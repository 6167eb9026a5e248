package org.jetstreamlan.ring.lockstep;

import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;

/// Told what happens on a [MacRing], in the order of time. Times are words since the ring began.
public interface MacListener {
    /// A word leaves station `link`.
    default void word(int link, long time, long word) {}

    /// A station has a whole frame for it.
    ///
    /// @param error E was set
    /// @param intact it is what was sent; `true` where there is no CRC to vouch for it
    default void delivered(
            int station, long time, int words, CrcVerdict verdict, boolean error, boolean intact) {}

    default void completed(int station, long time, CompletionResult result, int status, int tag) {}

    /// A frame's request is taken: its START leaves, or it is purged.
    ///
    /// @param waited words since it was both offered and the first of its class
    default void taken(int station, long time, boolean synchronous, long waited) {}

    /// A token was accepted in the word before.
    default void token(int station, long time) {}

    default void phase(int station, long time, RingPhase phase, RingCause cause) {}
}
