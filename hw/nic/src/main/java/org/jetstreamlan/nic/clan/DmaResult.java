package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What became of a [DmaStart].
///
/// @param endpoint whose
/// @param response it was to be a RESPONSE
/// @param outcome of it
/// @param reason of FAILED
/// @param asks of SKIPPED: a REPLY was wanted, and all that were have come
/// @param index behind its descriptor
public record DmaResult(
        UInt endpoint,
        Bool response,
        Enumerated<Outcome> outcome,
        Enumerated<ClanReason> reason,
        Bool asks,
        UInt index)
        implements Bundle<DmaResult> {
    /// What there is.
    public enum Outcome {
        /// The frame waits to be sent.
        STAGED,
        /// The queue is empty, or the endpoint has been stopped meanwhile.
        NOTHING,
        /// The descriptor waits until all before it is done, or a READ until the one before is.
        FENCED,
        /// A descriptor that makes no frame is done.
        SKIPPED,
        /// The descriptor cannot be.
        FAILED
    }

    /// @param endpointWidth bits of an endpoint's number
    public static Type<DmaResult> type(int endpointWidth) {
        return Type.bundle(
                fields ->
                        new DmaResult(
                                fields.field("endpoint", Type.uint(endpointWidth)),
                                fields.field("response", Type.bool()),
                                fields.field("outcome", Type.enumerated(Outcome.class)),
                                fields.field("reason", Type.enumerated(ClanReason.class)),
                                fields.field("asks", Type.bool()),
                                fields.field("index", Type.uint(QueuePlace.INDEX_WIDTH))));
    }
}
