package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// What the receiver makes of an eligible frame; from registers, sampled in the clock in which
/// [Received#kind] is END. The MAC turns it into the status bits of the END that it repeats:
///
/// ```
/// recognised                                            -> A
/// recognised, copied, CRC good or none, no E            -> C
/// recognised, and not all of that                       -> N
/// ```
///
/// @param recognised the VCI is this station's own (not a tap, not multicast)
/// @param copied every word of the frame has a place and its event will be written
public record Verdict(Bool recognised, Bool copied) implements Bundle<Verdict> {
    public static final Type<Verdict> TYPE =
            Type.bundle(
                    fields ->
                            new Verdict(
                                    fields.field("recognised", Type.bool()),
                                    fields.field("copied", Type.bool())));
}
