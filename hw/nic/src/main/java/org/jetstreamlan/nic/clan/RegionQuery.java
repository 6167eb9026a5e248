package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.RegionKey;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What somebody wants of a region.
///
/// @param generation of the key that was named
/// @param tag of the endpoint that asks
/// @param rights any of these will do
/// @param address of the first byte, as the region's name has it
public record RegionQuery(Bits generation, Bits tag, Bits rights, UInt address)
        implements Bundle<RegionQuery> {
    public static final Type<RegionQuery> TYPE =
            Type.bundle(
                    fields ->
                            new RegionQuery(
                                    fields.field(
                                            "generation", Type.bits(RegionKey.GENERATION.width())),
                                    fields.field("tag", Type.bits(RegionEntry.TAG_WIDTH)),
                                    fields.field("rights", Type.bits(RegionEntry.RIGHTS)),
                                    fields.field("address", Type.uint(RegionEntry.ADDRESS_WIDTH))));
}
