package org.jetstreamlan.nic.buffer;

import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// The blocks of one frame, linked through the chain table.
///
/// @param head first block
/// @param tail last block
/// @param count number of blocks, at least 1
/// @param pool that paid for them, 6 bits
public record BlockChain(UInt head, UInt tail, UInt count, UInt pool)
        implements Bundle<BlockChain> {
    /// @param blockWidth log2 of the blocks
    public static Type<BlockChain> type(int blockWidth) {
        return Type.bundle(
                fields ->
                        new BlockChain(
                                fields.field("head", Type.uint(blockWidth)),
                                fields.field("tail", Type.uint(blockWidth)),
                                fields.field("count", Type.uint(blockWidth + 1)),
                                fields.field("pool", Type.uint(6))));
    }
}
