package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What the driver wants of an endpoint.
///
/// @param what of it
/// @param endpoint which
public record EndpointCommand(Enumerated<What> what, UInt endpoint)
        implements Bundle<EndpointCommand> {
    /// What there is.
    public enum What {
        /// Say how it is.
        LOOK,
        /// It may be written: CLOSED, and it begins anew, or HELD.
        WRITE,
        OPEN,
        CLOSE,
        BREAK,
        /// What has come for it is on its way no more.
        DRAINED,
        /// It becomes CLOSED, whatever it is.
        CLEAR
    }

    public static Type<EndpointCommand> type(int endpointWidth) {
        return Type.bundle(
                fields ->
                        new EndpointCommand(
                                fields.field("what", Type.enumerated(What.class)),
                                fields.field("endpoint", Type.uint(endpointWidth))));
    }
}
