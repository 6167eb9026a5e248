package org.jetstreamlan.nic.buffer;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// An entry of the chain table.
///
/// @param block next block
/// @param broken its parity is wrong: `block` may be any
public record ChainLink(UInt block, Bool broken) implements Bundle<ChainLink> {
    /// @param blockWidth log2 of the blocks
    public static Type<ChainLink> type(int blockWidth) {
        return Type.bundle(
                fields ->
                        new ChainLink(
                                fields.field("block", Type.uint(blockWidth)),
                                fields.field("broken", Type.bool())));
    }
}
