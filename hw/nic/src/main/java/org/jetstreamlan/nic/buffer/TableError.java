package org.jetstreamlan.nic.buffer;

import org.jetstreamlan.abi.MemoryKind;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A table of the block manager gave an entry with wrong parity.
///
/// @param table which
/// @param place block or pool
public record TableError(Enumerated<MemoryKind> table, UInt place) implements Bundle<TableError> {
    /// @param placeWidth bits of a block's or a pool's number
    public static Type<TableError> type(int placeWidth) {
        return Type.bundle(
                fields ->
                        new TableError(
                                fields.field("table", Type.enumerated(MemoryKind.class)),
                                fields.field("place", Type.uint(placeWidth))));
    }
}
