package org.jetstreamlan.nic.transmit;

import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What is known of a frame before the MAC says what became of it.
///
/// @param read how it was read
/// @param delay access delay in clocks
record SentFrame(ReadFrame read, UInt delay) implements Bundle<SentFrame> {
    static final Type<SentFrame> TYPE =
            Type.bundle(
                    fields ->
                            new SentFrame(
                                    fields.field("read", ReadFrame.TYPE),
                                    fields.field("delay", Type.uint(32))));
}
