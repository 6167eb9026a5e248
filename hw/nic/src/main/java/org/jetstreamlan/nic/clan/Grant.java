package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A frame that an endpoint may send.
///
/// @param endpoint that sends it
/// @param sequence its number; of a BREAK, where it broke; of a REPLY, up to where
/// @param pointer to its head in the endpoint's part
/// @param part of the endpoint
/// @param end of the frames in its part
/// @param breaks it is a BREAK, without data
/// @param replies it is a REPLY, without data
/// @param reason of a BREAK
/// @param staged its data is in a buffer of [Stage], not in the part
/// @param buffer which
public record Grant(
        UInt endpoint,
        UInt sequence,
        UInt pointer,
        Part part,
        UInt end,
        Bool breaks,
        Bool replies,
        Enumerated<ClanReason> reason,
        Bool staged,
        UInt buffer)
        implements Bundle<Grant> {
    /// Bits of a sequence number.
    public static final int SEQUENCE_WIDTH = 16;

    /// @param endpointWidth bits of an endpoint's number
    public static Type<Grant> type(int endpointWidth) {
        return Type.bundle(
                fields ->
                        new Grant(
                                fields.field("endpoint", Type.uint(endpointWidth)),
                                fields.field("sequence", Type.uint(SEQUENCE_WIDTH)),
                                fields.field("pointer", Type.uint(StoreQueue.PLACE_WIDTH)),
                                fields.field("part", Part.TYPE),
                                fields.field("end", Type.uint(StoreQueue.PLACE_WIDTH)),
                                fields.field("breaks", Type.bool()),
                                fields.field("replies", Type.bool()),
                                fields.field("reason", Type.enumerated(ClanReason.class)),
                                fields.field("staged", Type.bool()),
                                fields.field("buffer", Type.uint(1))));
    }
}
