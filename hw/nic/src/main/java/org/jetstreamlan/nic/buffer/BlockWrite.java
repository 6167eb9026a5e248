package org.jetstreamlan.nic.buffer;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// One write to [BlockMemory], at most a cell of 64 bits. Byte `i` of the cell (bits `8i+7..8i`) lies at address `8 x address + i` of the
/// host's window; the first byte on the wire has the lowest address.
///
/// @param address number of the cell
/// @param data the cell
/// @param mask bit `i` = 1 writes byte `i`
public record BlockWrite(UInt address, Bits data, Bits mask) implements Bundle<BlockWrite> {
    /// @param addressWidth log2 of the cells
    public static Type<BlockWrite> type(int addressWidth) {
        return Type.bundle(
                fields ->
                        new BlockWrite(
                                fields.field("address", Type.uint(addressWidth)),
                                fields.field("data", Type.bits(BlockMemory.CELL_BITS)),
                                fields.field("mask", Type.bits(BlockMemory.CELL_BYTES))));
    }
}
