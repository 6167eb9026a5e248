package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// An endpoint is to break.
///
/// @param endpoint which
/// @param reason why
/// @param sequence of the frame that broke it, or 0
/// @param byPeer the peer has said so, and need not be told
public record Broken(UInt endpoint, Enumerated<ClanReason> reason, UInt sequence, Bool byPeer)
        implements Bundle<Broken> {
    /// @param endpointWidth bits of an endpoint's number
    public static Type<Broken> type(int endpointWidth) {
        return Type.bundle(
                fields ->
                        new Broken(
                                fields.field("endpoint", Type.uint(endpointWidth)),
                                fields.field("reason", Type.enumerated(ClanReason.class)),
                                fields.field("sequence", Type.uint(Grant.SEQUENCE_WIDTH)),
                                fields.field("byPeer", Type.bool())));
    }
}
