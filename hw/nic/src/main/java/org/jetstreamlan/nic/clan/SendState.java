package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What [Scheduler] keeps of an endpoint, 130 bits.
///
/// @param state of it
/// @param reason why it broke
/// @param byPeer the peer broke first
/// @param brokenAt number of the frame that broke it, or 0
/// @param due a BREAK is to be sent
/// @param drained of one that is CLOSING: nothing that came for it is on its way to the bus
/// @param failed a frame came back otherwise than acknowledged: nothing is sent until all are back
/// @param measuring a frame has been granted whose length is not known
/// @param tries without progress, up to 6
/// @param pause in sweeps, until it begins again
/// @param stalled in sweeps, without progress
/// @param out frames that have not come back
/// @param next number of the next frame
/// @param acknowledged numbers below are
/// @param sent pointer in its part: what is behind has not been sent
/// @param released pointer: what lies in front is acknowledged
/// @param stores that are acknowledged, running freely
record SendState(
        Enumerated<EndpointState> state,
        Enumerated<ClanReason> reason,
        Bool byPeer,
        UInt brokenAt,
        Bool due,
        Bool drained,
        Bool failed,
        Bool measuring,
        UInt tries,
        UInt pause,
        UInt stalled,
        UInt out,
        UInt next,
        UInt acknowledged,
        UInt sent,
        UInt released,
        UInt stores)
        implements Bundle<SendState> {
    static final int TRIES_MOST = 6;
    static final int PAUSE_WIDTH = 6;
    static final int STALLED_WIDTH = 12;

    static final Type<SendState> TYPE =
            Type.bundle(
                    fields ->
                            new SendState(
                                    fields.field("state", Type.enumerated(EndpointState.class)),
                                    fields.field("reason", Type.enumerated(ClanReason.class)),
                                    fields.field("byPeer", Type.bool()),
                                    fields.field("brokenAt", Type.uint(Grant.SEQUENCE_WIDTH)),
                                    fields.field("due", Type.bool()),
                                    fields.field("drained", Type.bool()),
                                    fields.field("failed", Type.bool()),
                                    fields.field("measuring", Type.bool()),
                                    fields.field("tries", Type.uint(3)),
                                    fields.field("pause", Type.uint(PAUSE_WIDTH)),
                                    fields.field("stalled", Type.uint(STALLED_WIDTH)),
                                    fields.field("out", Type.uint(5)),
                                    fields.field("next", Type.uint(Grant.SEQUENCE_WIDTH)),
                                    fields.field("acknowledged", Type.uint(Grant.SEQUENCE_WIDTH)),
                                    fields.field("sent", Type.uint(StoreQueue.PLACE_WIDTH)),
                                    fields.field("released", Type.uint(StoreQueue.PLACE_WIDTH)),
                                    fields.field("stores", Type.uint(Grant.SEQUENCE_WIDTH))));
}
