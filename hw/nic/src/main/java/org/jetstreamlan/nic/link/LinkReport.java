package org.jetstreamlan.nic.link;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// What an adapter is told of its link.
///
/// @param locked it has word lock
/// @param open the hold-off is over: its words are let in
/// @param underflow one clock: the elastic buffer ran dry inside a frame
/// @param overflow one clock: the elastic buffer lost words
public record LinkReport(Bool locked, Bool open, Bool underflow, Bool overflow)
        implements Bundle<LinkReport> {
    public static final Type<LinkReport> TYPE =
            Type.bundle(
                    fields ->
                            new LinkReport(
                                    fields.field("locked", Type.bool()),
                                    fields.field("open", Type.bool()),
                                    fields.field("underflow", Type.bool()),
                                    fields.field("overflow", Type.bool())));
}
