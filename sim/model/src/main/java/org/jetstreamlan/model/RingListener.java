package org.jetstreamlan.model;

import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;

/// Told what happens on a [RingModel]: by each station in the order of its clock, by different stations up to one
/// ring latency out of order. Times are words since the model began.
public interface RingListener {
    /// A frame's START leaves a station's transmitter.
    ///
    /// @param waited words since it was both offered and the first of its class
    default void started(int station, long time, long serial, boolean synchronous, long waited) {}

    /// A station has a whole frame for it.
    ///
    /// @param serial as [RingModel#enqueue] gave it
    /// @param error E was set
    default void delivered(
            int station, long time, long serial, int words, CrcVerdict verdict, boolean error) {}

    /// A frame that was offered has ended.
    ///
    /// @param status the 8 bits of END; 0 unless RETURNED
    default void completed(
            int station, long time, long serial, CompletionResult result, int status) {}

    /// A token was accepted.
    ///
    /// @param late Late_Ct was above 0
    /// @param captured the station sends with it
    default void token(int station, long time, boolean late, boolean captured) {}

    /// A START has come without a header word behind it, which the station counts as DROP_HEADER_CHECK.
    default void bareStart(int station, long time) {}

    /// A station has entered a phase. `cause` is that of its last claim.
    default void phase(int station, long time, RingPhase phase, RingCause cause) {}

    /// A word of a trace: see [RingModel#trace].
    @FunctionalInterface
    interface Trace {
        /// @param link behind the station that it leaves
        void word(int link, long time, int word);
    }
}
