package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What [RegionCheck] says.
///
/// @param reason NONE: as many bytes as `room` says may be touched; KEY, RIGHT, BOUNDS or MEMORY: none
/// @param room bytes from the address to the region's end, at most [#ROOM_MAXIMUM]
/// @param bus where the first byte is
public record RegionAnswer(Enumerated<ClanReason> reason, UInt room, UInt bus)
        implements Bundle<RegionAnswer> {
    /// A frame's bytes, and a burst's.
    public static final int ROOM_MAXIMUM = 4_096;

    /// Bits of `room`.
    public static final int ROOM_WIDTH = 13;

    public static final Type<RegionAnswer> TYPE =
            Type.bundle(
                    fields ->
                            new RegionAnswer(
                                    fields.field("reason", Type.enumerated(ClanReason.class)),
                                    fields.field("room", Type.uint(ROOM_WIDTH)),
                                    fields.field("bus", Type.uint(RegionEntry.ADDRESS_WIDTH))));
}
