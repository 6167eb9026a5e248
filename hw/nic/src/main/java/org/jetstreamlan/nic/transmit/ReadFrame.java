package org.jetstreamlan.nic.transmit;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// A frame whose last payload word has been taken.
///
/// @param foreign it was cut before a block that its sender does not hold
/// @param broken it was cut before a word that is not as it was written
record ReadFrame(Bool foreign, Bool broken) implements Bundle<ReadFrame> {
    static final Type<ReadFrame> TYPE =
            Type.bundle(
                    fields ->
                            new ReadFrame(
                                    fields.field("foreign", Type.bool()),
                                    fields.field("broken", Type.bool())));
}
