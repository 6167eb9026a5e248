package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// The next frame of a send queue is to be staged.
///
/// @param endpoint whose
/// @param response the next RESPONSE instead
/// @param again it has a number already
/// @param reading a READ of the queue's is not done
/// @param quiet what a FENCE waits for is done
/// @param ahead frames of it are out that are not acknowledged: it goes on behind the last of them, else behind what is acknowledged
/// @param slot of that frame
public record DmaStart(
        UInt endpoint, Bool response, Bool again, Bool reading, Bool quiet, Bool ahead, UInt slot)
        implements Bundle<DmaStart> {
    /// @param endpointWidth bits of an endpoint's number
    public static Type<DmaStart> type(int endpointWidth) {
        return Type.bundle(
                fields ->
                        new DmaStart(
                                fields.field("endpoint", Type.uint(endpointWidth)),
                                fields.field("response", Type.bool()),
                                fields.field("again", Type.bool()),
                                fields.field("reading", Type.bool()),
                                fields.field("quiet", Type.bool()),
                                fields.field("ahead", Type.bool()),
                                fields.field("slot", Type.uint(DmaPlaces.SLOT_WIDTH))));
    }
}
