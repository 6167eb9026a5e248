package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.ClanEvent;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// Something has happened to a source of events.
///
/// @param kind of the source
/// @param number endpoint, tripwire or counter
/// @param ring where its events go; an endpoint's is known by its number
/// @param what bits of an endpoint, see [ClanEvent]
/// @param reason of an endpoint
/// @param tells an entry of the ring is wanted; else it is only counted
/// @param interrupts the entry sets the ring's interrupt
public record Raise(
        Enumerated<ClanEvent.Kind> kind,
        UInt number,
        UInt ring,
        Bits what,
        Enumerated<ClanReason> reason,
        Bool tells,
        Bool interrupts)
        implements Bundle<Raise> {
    /// Bits of a number.
    public static final int NUMBER_WIDTH = 12;

    /// Bits of a ring's number.
    public static final int RING_WIDTH = 4;

    static final int WHAT_WIDTH = ClanEvent.WHAT.width();

    public static final Type<Raise> TYPE =
            Type.bundle(
                    fields ->
                            new Raise(
                                    fields.field("kind", Type.enumerated(ClanEvent.Kind.class)),
                                    fields.field("number", Type.uint(NUMBER_WIDTH)),
                                    fields.field("ring", Type.uint(RING_WIDTH)),
                                    fields.field("what", Type.bits(WHAT_WIDTH)),
                                    fields.field("reason", Type.enumerated(ClanReason.class)),
                                    fields.field("tells", Type.bool()),
                                    fields.field("interrupts", Type.bool())));
}
