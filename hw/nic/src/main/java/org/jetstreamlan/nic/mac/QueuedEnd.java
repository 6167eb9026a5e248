package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// Everything up to a tag has ended.
///
/// @param tag the frames before this one that have no end yet are lost, or aborted
/// @param returned this one came back, with `status`; otherwise it is not meant itself
/// @param aborted those before are aborted, not lost
/// @param status 8 bits of END
public record QueuedEnd(UInt tag, Bool returned, Bool aborted, Bits status)
        implements Bundle<QueuedEnd> {
    public static final Type<QueuedEnd> TYPE =
            Type.bundle(
                    fields ->
                            new QueuedEnd(
                                    fields.field("tag", Type.uint(6)),
                                    fields.field("returned", Type.bool()),
                                    fields.field("aborted", Type.bool()),
                                    fields.field("status", Type.bits(8))));
}
