package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A store that the window has let in: bytes of one cell of a page.
///
/// @param page of the window
/// @param endpoint that the page belongs to
/// @param cell of the page, 8 bytes
/// @param data the lowest address at the bottom
/// @param strb bytes that are stored, at least one
/// @param opens the cell is the first of 4 KiB of remote addresses
public record Store(UInt page, UInt endpoint, UInt cell, Bits data, Bits strb, Bool opens)
        implements Bundle<Store> {
    /// Bits of a cell's number in its page.
    public static final int CELL_WIDTH = ApertureTable.OFFSET_WIDTH - 3;

    /// @param endpointWidth bits of an endpoint's number
    public static Type<Store> type(int endpointWidth) {
        return Type.bundle(
                fields ->
                        new Store(
                                fields.field("page", Type.uint(ApertureTable.PAGE_WIDTH)),
                                fields.field("endpoint", Type.uint(endpointWidth)),
                                fields.field("cell", Type.uint(CELL_WIDTH)),
                                fields.field("data", Type.bits(StoreQueue.CELL_BITS)),
                                fields.field("strb", Type.bits(StoreQueue.CELL_BYTES)),
                                fields.field("opens", Type.bool())));
    }
}
