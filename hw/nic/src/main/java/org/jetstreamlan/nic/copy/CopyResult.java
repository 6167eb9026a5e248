package org.jetstreamlan.nic.copy;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// The end of a copy: all is where it belongs, unless something is said of it.
///
/// @param failed the host's bus has refused some of it
/// @param lost a cell of the block memory was broken
/// @param sum Internet sum of the bytes, the first on top, not complemented; of what came, if the bus refused some
public record CopyResult(Bool failed, Bool lost, UInt sum) implements Bundle<CopyResult> {
    public static final Type<CopyResult> TYPE =
            Type.bundle(
                    fields ->
                            new CopyResult(
                                    fields.field("failed", Type.bool()),
                                    fields.field("lost", Type.bool()),
                                    fields.field("sum", Type.uint(16))));
}
