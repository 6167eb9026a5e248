package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What the MAC knows of the ring; for `Registers.RING_STATE` and `Registers.STATION`.
///
/// @param station id of this station, 0 while there is none
/// @param stationValid the id has been assigned
/// @param stations N, 0 until confirmed
/// @param state where bring-up stands
/// @param tooMany a 65th station was met
public record MacStatus(
        UInt station, Bool stationValid, UInt stations, Enumerated<RingState> state, Bool tooMany)
        implements Bundle<MacStatus> {
    public static final Type<MacStatus> TYPE =
            Type.bundle(
                    fields ->
                            new MacStatus(
                                    fields.field("station", Type.uint(6)),
                                    fields.field("stationValid", Type.bool()),
                                    fields.field("stations", Type.uint(7)),
                                    fields.field("state", Type.enumerated(RingState.class)),
                                    fields.field("tooMany", Type.bool())));
}
