package org.jetstreamlan.nic.buffer;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What follows a block in its chain.
///
/// @param block next block, without meaning behind the last one
/// @param held somebody holds the block that was asked about
public record NextBlock(UInt block, Bool held) implements Bundle<NextBlock> {
    /// @param blockWidth log2 of the blocks
    public static Type<NextBlock> type(int blockWidth) {
        return Type.bundle(
                fields ->
                        new NextBlock(
                                fields.field("block", Type.uint(blockWidth)),
                                fields.field("held", Type.bool())));
    }
}
