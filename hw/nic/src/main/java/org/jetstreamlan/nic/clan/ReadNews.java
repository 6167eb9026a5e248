package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// The bus has answered all that came before a READ of the peer, or a RESPONSE to an own one.
///
/// @param endpoint whose
/// @param asked it is a READ, which is to be answered now; else a RESPONSE
/// @param ends it is the last RESPONSE of its READ
/// @param completes an event is wanted of that
public record ReadNews(UInt endpoint, Bool asked, Bool ends, Bool completes)
        implements Bundle<ReadNews> {
    /// @param endpointWidth bits of an endpoint's number
    public static Type<ReadNews> type(int endpointWidth) {
        return Type.bundle(
                fields ->
                        new ReadNews(
                                fields.field("endpoint", Type.uint(endpointWidth)),
                                fields.field("asked", Type.bool()),
                                fields.field("ends", Type.bool()),
                                fields.field("completes", Type.bool())));
    }
}
