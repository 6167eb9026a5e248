package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What [EventRings] keeps of a source, 43 bits.
///
/// @param what has happened since its last entry
/// @param reason the largest one of these
/// @param count how often, saturating
/// @param waits it is in the list of its ring
/// @param interrupts its entry sets the ring's interrupt
/// @param told it has had an entry
/// @param index of the last one
record EventSource(
        Bits what,
        Enumerated<ClanReason> reason,
        UInt count,
        Bool waits,
        Bool interrupts,
        Bool told,
        UInt index)
        implements Bundle<EventSource> {
    static final int COUNT_WIDTH = 16;

    static final Type<EventSource> TYPE =
            Type.bundle(
                    fields ->
                            new EventSource(
                                    fields.field("what", Type.bits(Raise.WHAT_WIDTH)),
                                    fields.field("reason", Type.enumerated(ClanReason.class)),
                                    fields.field("count", Type.uint(COUNT_WIDTH)),
                                    fields.field("waits", Type.bool()),
                                    fields.field("interrupts", Type.bool()),
                                    fields.field("told", Type.bool()),
                                    fields.field("index", Type.uint(EndpointIndex.INDEX_WIDTH))));
}
