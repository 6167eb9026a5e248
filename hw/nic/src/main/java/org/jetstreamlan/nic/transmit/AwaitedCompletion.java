package org.jetstreamlan.nic.transmit;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// A descriptor that has no completion yet.
///
/// @param refused nothing is sent: its completion says INVALID, or MEMORY_ERROR
/// @param broken refused, since a memory does not tell whose the first block is
/// @param cookie of the descriptor
public record AwaitedCompletion(Bool refused, Bool broken, Bits cookie)
        implements Bundle<AwaitedCompletion> {
    public static final Type<AwaitedCompletion> TYPE =
            Type.bundle(
                    fields ->
                            new AwaitedCompletion(
                                    fields.field("refused", Type.bool()),
                                    fields.field("broken", Type.bool()),
                                    fields.field("cookie", Type.bits(32))));
}
