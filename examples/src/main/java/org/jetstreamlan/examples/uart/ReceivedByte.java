package org.jetstreamlan.examples.uart;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// A byte from the line, and what was wrong with it.
///
/// @param parityError the parity bit does not fit the data
/// @param framingError the stop bit was 0
/// @param lineBreak the line was 0 from the start bit to the stop bit; comes once, however long that lasts
public record ReceivedByte(Bits data, Bool parityError, Bool framingError, Bool lineBreak)
        implements Bundle<ReceivedByte> {
    public static final Type<ReceivedByte> TYPE =
            Type.bundle(
                    fields ->
                            new ReceivedByte(
                                    fields.field("data", Type.bits(8)),
                                    fields.field("parityError", Type.bool()),
                                    fields.field("framingError", Type.bool()),
                                    fields.field("lineBreak", Type.bool())));
}
