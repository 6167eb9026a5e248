package org.jetstreamlan.nic.host;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What is to become of a cell that was asked for.
///
/// @param high the first beat is the upper half of the cell
/// @param both the lower half is a beat and then the upper half is one
/// @param last the burst ends with this cell
/// @param refused answer SLVERR
/// @param id of the burst
record WindowFetch(Bool high, Bool both, Bool last, Bool refused, UInt id)
        implements Bundle<WindowFetch> {
    static Type<WindowFetch> type(int idWidth) {
        return Type.bundle(
                fields ->
                        new WindowFetch(
                                fields.field("high", Type.bool()),
                                fields.field("both", Type.bool()),
                                fields.field("last", Type.bool()),
                                fields.field("refused", Type.bool()),
                                fields.field("id", Type.uint(idWidth))));
    }
}
