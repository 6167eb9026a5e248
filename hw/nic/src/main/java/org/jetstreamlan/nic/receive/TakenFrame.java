package org.jetstreamlan.nic.receive;

import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.nic.buffer.BlockChain;

/// A received frame whose last word is in its blocks.
///
/// @param chain its blocks
/// @param second the block behind the first, if there is one
record TakenFrame(BlockChain chain, UInt second) implements Bundle<TakenFrame> {
    /// @param blockWidth log2 of the blocks
    static Type<TakenFrame> type(int blockWidth) {
        return Type.bundle(
                fields ->
                        new TakenFrame(
                                fields.field("chain", BlockChain.type(blockWidth)),
                                fields.field("second", Type.uint(blockWidth))));
    }
}
