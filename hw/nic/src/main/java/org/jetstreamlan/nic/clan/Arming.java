package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A tripwire is to be armed or disarmed.
///
/// @param endpoint whose tag must be the tripwire's
/// @param number of the tripwire
/// @param on 1 arms it, 0 disarms it
public record Arming(UInt endpoint, UInt number, Bool on) implements Bundle<Arming> {
    /// Bits of a tripwire's number.
    public static final int NUMBER_WIDTH = 12;

    /// @param endpointWidth bits of an endpoint's number
    public static Type<Arming> type(int endpointWidth) {
        return Type.bundle(
                fields ->
                        new Arming(
                                fields.field("endpoint", Type.uint(endpointWidth)),
                                fields.field("number", Type.uint(NUMBER_WIDTH)),
                                fields.field("on", Type.bool())));
    }
}
