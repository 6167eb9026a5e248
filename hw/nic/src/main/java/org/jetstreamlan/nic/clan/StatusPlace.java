package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.StatusPage;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// Where an endpoint's status page is.
///
/// @param valid there is one
/// @param base its address, in units of 32 bytes
public record StatusPlace(Bool valid, UInt base) implements Bundle<StatusPlace> {
    static final int LOG2_BYTES = Integer.numberOfTrailingZeros(StatusPage.BYTES);

    public static final Type<StatusPlace> TYPE =
            Type.bundle(
                    fields ->
                            new StatusPlace(
                                    fields.field("valid", Type.bool()),
                                    fields.field(
                                            "base",
                                            Type.uint(RegionEntry.ADDRESS_WIDTH - LOG2_BYTES))));
}
