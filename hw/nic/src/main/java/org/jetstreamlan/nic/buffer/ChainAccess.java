package org.jetstreamlan.nic.buffer;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// The host's access to one entry of the chain table, which the BlockManager holds. Request: `Stream<ChainAccess>`; reply: `Flow<UInt>`, the
/// entry's value, for reads and writes alike, one per accepted request, in order, at least one clock after it was accepted. The host has
/// at most one request on its way and always takes the reply; a write has its effect before its reply.
///
/// @param write 1 to write `value`, 0 to read
/// @param block whose entry
/// @param value number of the next block, for a write
public record ChainAccess(Bool write, UInt block, UInt value) implements Bundle<ChainAccess> {
    /// @param blockWidth log2 of the blocks
    public static Type<ChainAccess> type(int blockWidth) {
        return Type.bundle(
                fields ->
                        new ChainAccess(
                                fields.field("write", Type.bool()),
                                fields.field("block", Type.uint(blockWidth)),
                                fields.field("value", Type.uint(blockWidth))));
    }
}
