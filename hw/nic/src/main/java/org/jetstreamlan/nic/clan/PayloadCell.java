package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// A cell that was read for a frame.
///
/// @param cell the lowest address at the bottom
/// @param broken it is not as it was written
public record PayloadCell(Bits cell, Bool broken) implements Bundle<PayloadCell> {
    public static final Type<PayloadCell> TYPE =
            Type.bundle(
                    fields ->
                            new PayloadCell(
                                    fields.field("cell", Type.bits(StoreQueue.CELL_BITS)),
                                    fields.field("broken", Type.bool())));
}
