package org.jetstreamlan.nic.buffer;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// The host wants another reserve for a pool.
///
/// @param pool whose
/// @param transmit of its blocks for transmission, else of those for received frames
/// @param blocks more than there are is as good as all
public record ReserveRequest(UInt pool, Bool transmit, UInt blocks)
        implements Bundle<ReserveRequest> {
    public static final Type<ReserveRequest> TYPE =
            Type.bundle(
                    fields ->
                            new ReserveRequest(
                                    fields.field("pool", Type.uint(BlockManager.POOL_WIDTH)),
                                    fields.field("transmit", Type.bool()),
                                    fields.field("blocks", Type.uint(16))));
}
