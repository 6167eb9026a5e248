package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// What the driver writes of an endpoint.
///
/// @param identity what frames that come must say
/// @param incarnation that the peer drew: what frames that go say
/// @param part of the store memory
public record EndpointSetting(Identity identity, Bits incarnation, Part part)
        implements Bundle<EndpointSetting> {
    public static final Type<EndpointSetting> TYPE =
            Type.bundle(
                    fields ->
                            new EndpointSetting(
                                    fields.field("identity", Identity.TYPE),
                                    fields.field("incarnation", Type.bits(16)),
                                    fields.field("part", Part.TYPE)));
}
