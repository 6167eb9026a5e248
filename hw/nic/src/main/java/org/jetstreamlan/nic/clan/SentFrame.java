package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A frame that the MAC has taken.
///
/// @param endpoint that sends it
/// @param after its number + 1: what is next when it is acknowledged
/// @param pointer in the endpoint's part, behind it
/// @param stores that are in it
/// @param breaks it is a BREAK
/// @param replies it is a REPLY
/// @param asks it wants a REPLY
/// @param staged it is of the endpoint's send queue, or a RESPONSE
/// @param response it is a RESPONSE
/// @param ends it is the last one of its READ
/// @param reads it is a READ
/// @param slot of [DmaPlaces], if it was staged
/// @param index see [StagedFrame]
/// @param completes see there
public record SentFrame(
        UInt endpoint,
        UInt after,
        UInt pointer,
        UInt stores,
        Bool breaks,
        Bool replies,
        Bool asks,
        Bool staged,
        Bool response,
        Bool ends,
        Bool reads,
        UInt slot,
        UInt index,
        Bool completes)
        implements Bundle<SentFrame> {
    /// @param endpointWidth bits of an endpoint's number
    public static Type<SentFrame> type(int endpointWidth) {
        return Type.bundle(
                fields ->
                        new SentFrame(
                                fields.field("endpoint", Type.uint(endpointWidth)),
                                fields.field("after", Type.uint(Grant.SEQUENCE_WIDTH)),
                                fields.field("pointer", Type.uint(StoreQueue.PLACE_WIDTH)),
                                fields.field("stores", Type.uint(FrameHead.BYTES_WIDTH)),
                                fields.field("breaks", Type.bool()),
                                fields.field("replies", Type.bool()),
                                fields.field("asks", Type.bool()),
                                fields.field("staged", Type.bool()),
                                fields.field("response", Type.bool()),
                                fields.field("ends", Type.bool()),
                                fields.field("reads", Type.bool()),
                                fields.field("slot", Type.uint(DmaPlaces.SLOT_WIDTH)),
                                fields.field("index", Type.uint(QueuePlace.INDEX_WIDTH)),
                                fields.field("completes", Type.bool())));
    }
}
