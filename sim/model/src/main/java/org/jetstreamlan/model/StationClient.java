package org.jetstreamlan.model;

import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.CrcVerdict;
import org.jspecify.annotations.Nullable;

/// What stands behind a station of a [RingModel]: gives it frames, and says which of those that come by are taken. Called in the order of
/// the station's clock; the clocks of stations are up to a ring latency apart.
public interface StationClient {
    /// Whether a frame with this VCI is for a client of this station.
    ///
    /// @param foreign the VCI is another station's: only who listens in takes it
    boolean takes(int vci, boolean foreign);

    /// Whether this VCI is only listened in to: A, C and N stay as they are.
    boolean taps(int vci);

    /// A whole frame that [#takes] is so for, of legal length.
    ///
    /// @param time of its END
    /// @param serial as [RingModel#enqueue] gave it; below 0 if nobody has sent it
    /// @param atm header bytes 3..6
    /// @param words of payload
    /// @param error E was set
    /// @param damage done to the payload on its way
    /// @return why it is dropped, which the station counts; DELIVERED if it is taken, which its client counts when the host has it
    Counter arrived(
            long time,
            long serial,
            int atm,
            int words,
            CrcVerdict verdict,
            boolean error,
            @Nullable Damage damage);

    /// A frame that [#takes] is so for, and that is too short or too long, or was cut: some of it may have been in blocks.
    ///
    /// @param words of payload that came, 4 or more
    default void spoiled(int atm, long words) {}

    /// Whether frames of type CLAN with this station's VCI are looked at; else they are repeated.
    default boolean takesClan() {
        return false;
    }

    /// A whole frame of type CLAN, of any length, with this station's VCI: good CRC, E clear.
    ///
    /// @param source station in the header
    /// @return whether it is copied, C
    default boolean clanArrived(long time, long serial, int source, int atm, int words) {
        return false;
    }

    /// A frame of type CLAN with this station's VCI was not whole, or its CRC or E is bad.
    default void clanSpoiled() {}

    /// When [#turn] is to be called at the latest, in words; from the past or now on: in the next word.
    default long due() {
        return Long.MAX_VALUE / 2;
    }

    /// Time has come to [#due()], or further.
    default void turn(long time) {}

    /// A frame of this station leaves the queue: its START goes out, or it may never go and is purged.
    ///
    /// @param tag that it has on the ring
    /// @param waited words since it was both offered and the first of its class
    /// @return whether the payload ends in its CRC-32; a receiver looks at that where PT says so
    boolean taken(long time, long serial, int tag, long waited, boolean sent);

    /// How many payload words of the frame that was taken last may leave: ABORT goes in place of the one behind them, if the frame has it.
    int mayLeave();

    /// The token that was here has gone.
    default void tokenGone() {}

    /// A frame that was taken has ended.
    ///
    /// @param status the 8 bits of END; 0 unless RETURNED
    void ended(long time, long serial, CompletionResult result, int status);

    /// The station has entered another phase.
    void phaseChanged();
}
