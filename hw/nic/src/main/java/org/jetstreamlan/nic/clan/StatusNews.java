package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// How an endpoint is: what its owner is told by its status page.
///
/// @param state of it
/// @param reason why it broke
/// @param byPeer the peer broke first
/// @param brokenAt number of the frame that broke it, or 0
/// @param stores that are acknowledged, running freely
/// @param descriptorsReplied index behind the last one that has asked for a REPLY and got it
/// @param storesReplied that the peer has answered to
/// @param reads that are done, running freely
public record StatusNews(
        Enumerated<EndpointState> state,
        Enumerated<ClanReason> reason,
        Bool byPeer,
        UInt brokenAt,
        UInt stores,
        UInt descriptorsReplied,
        UInt storesReplied,
        UInt reads)
        implements Bundle<StatusNews> {
    public static final Type<StatusNews> TYPE =
            Type.bundle(
                    fields ->
                            new StatusNews(
                                    fields.field("state", Type.enumerated(EndpointState.class)),
                                    fields.field("reason", Type.enumerated(ClanReason.class)),
                                    fields.field("byPeer", Type.bool()),
                                    fields.field("brokenAt", Type.uint(Grant.SEQUENCE_WIDTH)),
                                    fields.field("stores", Type.uint(Grant.SEQUENCE_WIDTH)),
                                    fields.field(
                                            "descriptorsReplied",
                                            Type.uint(QueuePlace.INDEX_WIDTH)),
                                    fields.field("storesReplied", Type.uint(Grant.SEQUENCE_WIDTH)),
                                    fields.field("reads", Type.uint(Grant.SEQUENCE_WIDTH))));
}
