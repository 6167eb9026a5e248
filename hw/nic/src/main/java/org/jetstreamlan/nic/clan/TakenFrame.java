package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A frame that has been judged good: its bytes are to be written.
///
/// @param endpoint that it is for
/// @param sequence its number
/// @param bus address of the first byte; the last is within the same 4 KiB
/// @param bytes 0..4,096
/// @param region entry of its region
/// @param cell of its first byte, see [RegionAnswer]
/// @param near see there
/// @param asks a REPLY is wanted when it is written
/// @param reads it is a READ: it is to be answered when all before it is written
/// @param responds it is a RESPONSE
/// @param ends it is the last one of its READ
/// @param completes an event is wanted of that
/// @param notifies an event is wanted when they are written
/// @param unreliable a bus that refuses them breaks nothing
/// @param turn says to which side of a [ReceiveBuffer#turn] it belongs
public record TakenFrame(
        UInt endpoint,
        UInt sequence,
        UInt bus,
        UInt bytes,
        UInt region,
        UInt cell,
        Bool near,
        Bool asks,
        Bool reads,
        Bool responds,
        Bool ends,
        Bool completes,
        Bool notifies,
        Bool unreliable,
        Bool turn)
        implements Bundle<TakenFrame> {
    /// @param endpointWidth bits of an endpoint's number
    public static Type<TakenFrame> type(int endpointWidth) {
        return Type.bundle(
                fields ->
                        new TakenFrame(
                                fields.field("endpoint", Type.uint(endpointWidth)),
                                fields.field("sequence", Type.uint(Grant.SEQUENCE_WIDTH)),
                                fields.field("bus", Type.uint(RegionEntry.ADDRESS_WIDTH)),
                                fields.field("bytes", Type.uint(RegionAnswer.ROOM_WIDTH)),
                                fields.field("region", Type.uint(RegionEntry.NUMBER_WIDTH)),
                                fields.field("cell", Type.uint(Watch.CELL_WIDTH)),
                                fields.field("near", Type.bool()),
                                fields.field("asks", Type.bool()),
                                fields.field("reads", Type.bool()),
                                fields.field("responds", Type.bool()),
                                fields.field("ends", Type.bool()),
                                fields.field("completes", Type.bool()),
                                fields.field("notifies", Type.bool()),
                                fields.field("unreliable", Type.bool()),
                                fields.field("turn", Type.bool())));
    }
}
