package org.jetstreamlan.nic.copy;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.nic.master.WriteManager;

/// Bytes to be copied, which lie in one piece on either side.
///
/// @param toHost from the blocks to the host, otherwise the other way
/// @param host address of the first byte in the host's memory, any
/// @param card address of the first byte in the block memory, any
/// @param bytes 1..65,535
public record CopyJob(Bool toHost, UInt host, UInt card, UInt bytes) implements Bundle<CopyJob> {
    /// Bits of a number of bytes.
    static final int BYTES_WIDTH = 16;

    /// @param cellWidth log2 of the block memory's cells
    public static Type<CopyJob> type(int cellWidth) {
        return Type.bundle(
                fields ->
                        new CopyJob(
                                fields.field("toHost", Type.bool()),
                                fields.field("host", Type.uint(WriteManager.ADDRESS_WIDTH)),
                                fields.field("card", Type.uint(cellWidth + 3)),
                                fields.field("bytes", Type.uint(BYTES_WIDTH))));
    }
}
