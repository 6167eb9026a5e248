package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A frame of this station that has come back.
///
/// @param tag of its header
/// @param status the 8 bits of its END
public record ReturnedFrame(UInt tag, Bits status) implements Bundle<ReturnedFrame> {
    public static final Type<ReturnedFrame> TYPE =
            Type.bundle(
                    fields ->
                            new ReturnedFrame(
                                    fields.field("tag", Type.uint(6)),
                                    fields.field("status", Type.bits(8))));
}
