package org.jetstreamlan.nic.buffer;

import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// Asks [BlockMemory] for a cell of 64 bits; it comes exactly one clock after the request was accepted.
///
/// @param address number of the cell
public record BlockReadRequest(UInt address) implements Bundle<BlockReadRequest> {
    /// @param addressWidth log2 of the cells
    public static Type<BlockReadRequest> type(int addressWidth) {
        return Type.bundle(
                fields -> new BlockReadRequest(fields.field("address", Type.uint(addressWidth))));
    }
}
