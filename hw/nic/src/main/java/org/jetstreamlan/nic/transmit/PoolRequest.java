package org.jetstreamlan.nic.transmit;

import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.nic.buffer.BlockManager;
import org.jetstreamlan.nic.mac.TransmitRequest;

/// A frame to send, and whose it is.
///
/// @param frame as its descriptor says; `synchronous`: it wants to be, within its pool's share
/// @param pool that holds its blocks
record PoolRequest(TransmitRequest frame, UInt pool) implements Bundle<PoolRequest> {
    static final Type<PoolRequest> TYPE =
            Type.bundle(
                    fields ->
                            new PoolRequest(
                                    fields.field("frame", TransmitRequest.TYPE),
                                    fields.field("pool", Type.uint(BlockManager.POOL_WIDTH))));
}
