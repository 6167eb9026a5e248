package org.jetstreamlan.nic.buffer;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// An entry of the pool table as the host reads it.
///
/// @param limits blocks that the pool may hold
/// @param reserves blocks that are kept for it
/// @param counts blocks that it holds
/// @param keepBadCrc frames with a wrong CRC are delivered
public record PoolEntry(PoolBlocks limits, PoolBlocks reserves, PoolBlocks counts, Bool keepBadCrc)
        implements Bundle<PoolEntry> {
    /// @param width bits of a number of blocks
    public static Type<PoolEntry> type(int width) {
        return Type.bundle(
                fields ->
                        new PoolEntry(
                                fields.field("limits", PoolBlocks.type(width)),
                                fields.field("reserves", PoolBlocks.type(width)),
                                fields.field("counts", PoolBlocks.type(width)),
                                fields.field("keepBadCrc", Type.bool())));
    }
}
