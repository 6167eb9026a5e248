package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.nic.master.RingPlace;

/// An event ring in a new place, or none.
///
/// @param ring which
/// @param log2 of its entries; 0: there is none
/// @param base address of its first entry, in units of 64 bytes
public record EventRingSetting(UInt ring, UInt log2, UInt base)
        implements Bundle<EventRingSetting> {
    static final int LOG2_WIDTH = 4;

    public static final Type<EventRingSetting> TYPE =
            Type.bundle(
                    fields ->
                            new EventRingSetting(
                                    fields.field("ring", Type.uint(Raise.RING_WIDTH)),
                                    fields.field("log2", Type.uint(LOG2_WIDTH)),
                                    fields.field("base", Type.uint(RingPlace.BASE_WIDTH))));
}
