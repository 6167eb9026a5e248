package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// The end of a transmit request: exactly one for each one taken, in order, as a flow.
///
/// @param status the 8 bits of END as they came back, 0 unless RETURNED; a frame that came back
///     ended by ABORT, or cut, has E set, A and C clear, N set
/// @param tag running frame number
/// @param result RETURNED, LOST or ABORTED
public record Completed(Bits status, UInt tag, Enumerated<CompletionResult> result)
        implements Bundle<Completed> {
    public static final Type<Completed> TYPE =
            Type.bundle(
                    fields ->
                            new Completed(
                                    fields.field("status", Type.bits(8)),
                                    fields.field("tag", Type.uint(6)),
                                    fields.field(
                                            "result", Type.enumerated(CompletionResult.class))));
}
