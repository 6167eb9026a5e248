package org.jetstreamlan.nic.transmit;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// Two payload words on their way from the block memory to the MAC.
///
/// @param last the frame ends here
/// @param half only the first word (bits 31..0) belongs to the frame
/// @param foreign it is read from a block that the sender does not hold
/// @param broken its bytes are not those that were written, or come from an unknown block
/// @param bytes the cell, lowest address in bits 7..0
public record PayloadCell(Bool last, Bool half, Bool foreign, Bool broken, Bits bytes)
        implements Bundle<PayloadCell> {
    public static final Type<PayloadCell> TYPE =
            Type.bundle(
                    fields ->
                            new PayloadCell(
                                    fields.field("last", Type.bool()),
                                    fields.field("half", Type.bool()),
                                    fields.field("foreign", Type.bool()),
                                    fields.field("broken", Type.bool()),
                                    fields.field("bytes", Type.bits(64))));
}
