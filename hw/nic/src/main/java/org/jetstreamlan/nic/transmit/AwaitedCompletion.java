package org.jetstreamlan.nic.transmit;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// A descriptor that has no completion yet.
///
/// @param refused nothing is sent: its completion says INVALID
/// @param cookie of the descriptor
record AwaitedCompletion(Bool refused, Bits cookie) implements Bundle<AwaitedCompletion> {
    static final Type<AwaitedCompletion> TYPE =
            Type.bundle(
                    fields ->
                            new AwaitedCompletion(
                                    fields.field("refused", Type.bool()),
                                    fields.field("cookie", Type.bits(32))));
}
