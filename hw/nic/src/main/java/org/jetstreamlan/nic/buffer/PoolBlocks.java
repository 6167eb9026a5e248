package org.jetstreamlan.nic.buffer;

import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// Numbers of blocks of one pool: what it holds, or what it may hold.
///
/// @param transmit for transmission
/// @param receive for received frames
public record PoolBlocks(UInt transmit, UInt receive) implements Bundle<PoolBlocks> {
    /// @param width bits of each number
    public static Type<PoolBlocks> type(int width) {
        return Type.bundle(
                fields ->
                        new PoolBlocks(
                                fields.field("transmit", Type.uint(width)),
                                fields.field("receive", Type.uint(width))));
    }
}
