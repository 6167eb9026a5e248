package org.jetstreamlan.nic.buffer;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// Answer to a request for a block.
///
/// @param block the block, if `reason` is 0
/// @param reason [org.jetstreamlan.abi.Registers#REASON_NONE] granted, `REASON_NO_BLOCK` or
///     `REASON_LIMIT`
/// @param keepBadCrc the pool wants frames with a wrong CRC, too
public record BlockGrant(UInt block, Bits reason, Bool keepBadCrc) implements Bundle<BlockGrant> {
    /// @param blockWidth log2 of the blocks
    public static Type<BlockGrant> type(int blockWidth) {
        return Type.bundle(
                fields ->
                        new BlockGrant(
                                fields.field("block", Type.uint(blockWidth)),
                                fields.field("reason", Type.bits(2)),
                                fields.field("keepBadCrc", Type.bool())));
    }
}
