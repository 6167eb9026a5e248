package org.jetstreamlan.nic.buffer;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// Who holds a block, and what follows it in its chain.
///
/// @param link next block, without meaning behind the last one
/// @param held somebody holds the block that was asked about, and its owner's entry is whole
/// @param pool whose
/// @param broken its owner's entry has wrong parity
public record NextBlock(ChainLink link, Bool held, UInt pool, Bool broken)
        implements Bundle<NextBlock> {
    /// @param blockWidth log2 of the blocks
    public static Type<NextBlock> type(int blockWidth) {
        return Type.bundle(
                fields ->
                        new NextBlock(
                                fields.field("link", ChainLink.type(blockWidth)),
                                fields.field("held", Type.bool()),
                                fields.field("pool", Type.uint(BlockManager.POOL_WIDTH)),
                                fields.field("broken", Type.bool())));
    }
}
