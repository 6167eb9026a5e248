package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// How far an endpoint's owner is in a ring of its own: producer of the send queue, consumer of the event ring.
///
/// @param endpoint which
/// @param index running freely
public record EndpointIndex(UInt endpoint, UInt index) implements Bundle<EndpointIndex> {
    /// Bits of an index.
    public static final int INDEX_WIDTH = 16;

    /// @param endpointWidth bits of an endpoint's number
    public static Type<EndpointIndex> type(int endpointWidth) {
        return Type.bundle(
                fields ->
                        new EndpointIndex(
                                fields.field("endpoint", Type.uint(endpointWidth)),
                                fields.field("index", Type.uint(INDEX_WIDTH))));
    }
}
