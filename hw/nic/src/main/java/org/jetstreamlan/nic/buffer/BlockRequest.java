package org.jetstreamlan.nic.buffer;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// The receive engine wants a block for a frame of `pool`.
///
/// @param pool that pays for the block, 6 bits
/// @param linked the frame has a block already: the chain table gets `previous` -> new block
/// @param previous last block of the frame so far
public record BlockRequest(UInt pool, Bool linked, UInt previous) implements Bundle<BlockRequest> {
    /// @param blockWidth log2 of the blocks
    public static Type<BlockRequest> type(int blockWidth) {
        return Type.bundle(
                fields ->
                        new BlockRequest(
                                fields.field("pool", Type.uint(6)),
                                fields.field("linked", Type.bool()),
                                fields.field("previous", Type.uint(blockWidth))));
    }
}
