package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What the driver writes of an endpoint.
///
/// @param identity what frames that come must say
/// @param incarnation that the peer drew: what frames that go say
/// @param part of the store memory
/// @param events ring of its events
/// @param status page of its owner
/// @param queue its send queue
public record EndpointSetting(
        Identity identity,
        Bits incarnation,
        Part part,
        UInt events,
        StatusPlace status,
        QueueSetting queue)
        implements Bundle<EndpointSetting> {
    public static final Type<EndpointSetting> TYPE =
            Type.bundle(
                    fields ->
                            new EndpointSetting(
                                    fields.field("identity", Identity.TYPE),
                                    fields.field("incarnation", Type.bits(16)),
                                    fields.field("part", Part.TYPE),
                                    fields.field("events", Type.uint(Raise.RING_WIDTH)),
                                    fields.field("status", StatusPlace.TYPE),
                                    fields.field("queue", QueueSetting.TYPE)));
}
