package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// The bus has answered a frame, and all that came before it, and somebody waits for that.
///
/// @param endpoint whose
/// @param sequence its number
/// @param asks a REPLY is wanted
/// @param reads it is a READ, which is to be answered now
/// @param responds it is a RESPONSE
/// @param ends it is the last one of its READ
/// @param completes an event is wanted of that
public record WrittenNews(
        UInt endpoint,
        UInt sequence,
        Bool asks,
        Bool reads,
        Bool responds,
        Bool ends,
        Bool completes)
        implements Bundle<WrittenNews> {
    /// @param endpointWidth bits of an endpoint's number
    public static Type<WrittenNews> type(int endpointWidth) {
        return Type.bundle(
                fields ->
                        new WrittenNews(
                                fields.field("endpoint", Type.uint(endpointWidth)),
                                fields.field("sequence", Type.uint(Grant.SEQUENCE_WIDTH)),
                                fields.field("asks", Type.bool()),
                                fields.field("reads", Type.bool()),
                                fields.field("responds", Type.bool()),
                                fields.field("ends", Type.bool()),
                                fields.field("completes", Type.bool())));
    }
}
