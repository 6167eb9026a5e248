package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;
import org.jetstreamlan.hdl.Bits;
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
/// @param phase what this station is about
/// @param operational a member that may send everything
/// @param cause why it claimed last
/// @param monitor the active monitor
/// @param tooMany a 65th station was met
/// @param duplicate bypassed: another station has this address
/// @param jabber bypassed: it sent without end
/// @param epoch of the numbering: the low 6 bits of the claim's nonce
public record MacStatus(
        UInt station,
        Bool stationValid,
        UInt stations,
        Enumerated<RingPhase> phase,
        Bool operational,
        Enumerated<RingCause> cause,
        Bool monitor,
        Bool tooMany,
        Bool duplicate,
        Bool jabber,
        Bits epoch)
        implements Bundle<MacStatus> {
    public static final Type<MacStatus> TYPE =
            Type.bundle(
                    fields ->
                            new MacStatus(
                                    fields.field("station", Type.uint(6)),
                                    fields.field("stationValid", Type.bool()),
                                    fields.field("stations", Type.uint(7)),
                                    fields.field("phase", Type.enumerated(RingPhase.class)),
                                    fields.field("operational", Type.bool()),
                                    fields.field("cause", Type.enumerated(RingCause.class)),
                                    fields.field("monitor", Type.bool()),
                                    fields.field("tooMany", Type.bool()),
                                    fields.field("duplicate", Type.bool()),
                                    fields.field("jabber", Type.bool()),
                                    fields.field("epoch", Type.bits(6))));
}
