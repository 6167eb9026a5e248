package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What the host sets, straight from its registers.
///
/// @param enable 0: repeat everything, take and send nothing. A frame that is being sent is
///     finished first, and what this station has sent is still stripped
/// @param monitor this station is the active monitor
/// @param start one clock: number the stations and issue the token; the monitor only
/// @param ttrt target token rotation time in words; the monitor's goes to all stations
/// @param epoch of the tokens; the monitor's goes to all stations
/// @param address of this station, for the management frames
public record MacConfig(Bool enable, Bool monitor, Bool start, UInt ttrt, Bits epoch, Bits address)
        implements Bundle<MacConfig> {
    public static final Type<MacConfig> TYPE =
            Type.bundle(
                    fields ->
                            new MacConfig(
                                    fields.field("enable", Type.bool()),
                                    fields.field("monitor", Type.bool()),
                                    fields.field("start", Type.bool()),
                                    fields.field("ttrt", Type.uint(32)),
                                    fields.field("epoch", Type.bits(6)),
                                    fields.field("address", Type.bits(48))));
}
