package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What [RegionCheck] says.
///
/// @param reason NONE: as many bytes as `room` says may be touched; KEY, RIGHT, BOUNDS or MEMORY: none
/// @param room bytes from the address to the region's end, at most [#ROOM_MAXIMUM]
/// @param extent the same, at most 2^32 - 1: what a READ may want
/// @param bus where the first byte is
/// @param cell of 8 bytes, counted from that of the region's first byte, as far as tripwires count
/// @param near `cell` says all of it
public record RegionAnswer(
        Enumerated<ClanReason> reason, UInt room, UInt extent, UInt bus, UInt cell, Bool near)
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
                                    fields.field("extent", Type.uint(PeerRead.BYTES_WIDTH)),
                                    fields.field("bus", Type.uint(RegionEntry.ADDRESS_WIDTH)),
                                    fields.field("cell", Type.uint(Watch.CELL_WIDTH)),
                                    fields.field("near", Type.bool())));
}
