package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What this station is at the moment; from registers.
///
/// @param enabled takes part; 0: repeats
/// @param claiming sends CLAIM or BEACON, absorbs everything
/// @param monitor the winner of the claim
/// @param member data and tokens count
/// @param valid has an id
/// @param last the station before the monitor, on a ring of more than one; also when it is off, until it is numbered anew
/// @param station id
/// @param epoch of the ring's tokens
public record StationState(
        Bool enabled,
        Bool claiming,
        Bool monitor,
        Bool member,
        Bool valid,
        Bool last,
        UInt station,
        Bits epoch)
        implements Bundle<StationState> {
    public static final Type<StationState> TYPE =
            Type.bundle(
                    fields ->
                            new StationState(
                                    fields.field("enabled", Type.bool()),
                                    fields.field("claiming", Type.bool()),
                                    fields.field("monitor", Type.bool()),
                                    fields.field("member", Type.bool()),
                                    fields.field("valid", Type.bool()),
                                    fields.field("last", Type.bool()),
                                    fields.field("station", Type.uint(6)),
                                    fields.field("epoch", Type.bits(6))));
}
