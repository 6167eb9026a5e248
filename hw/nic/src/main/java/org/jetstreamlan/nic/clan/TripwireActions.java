package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What a tripwire does when it fires.
///
/// @param number by which it is armed
/// @param ring where its events go
/// @param actions bits of [org.jetstreamlan.abi.clan.TripwireEntry]
public record TripwireActions(UInt number, UInt ring, Bits actions)
        implements Bundle<TripwireActions> {
    static final int ACTIONS_WIDTH = 5;

    public static final Type<TripwireActions> TYPE =
            Type.bundle(
                    fields ->
                            new TripwireActions(
                                    fields.field("number", Type.uint(Arming.NUMBER_WIDTH)),
                                    fields.field("ring", Type.uint(Raise.RING_WIDTH)),
                                    fields.field("actions", Type.bits(ACTIONS_WIDTH))));
}
