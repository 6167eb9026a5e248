package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A beat in the aperture, while its page is looked at.
///
/// @param page of the window
/// @param cell of the page
/// @param data the lowest address at the bottom
/// @param strb bytes that are stored
/// @param lastByte the highest of them, in the page
/// @param lawful its burst is one that the window takes
/// @param last of its burst
/// @param id of its burst
record WindowBeat(
        UInt page, UInt cell, Bits data, Bits strb, UInt lastByte, Bool lawful, Bool last, UInt id)
        implements Bundle<WindowBeat> {
    static Type<WindowBeat> type(int idWidth) {
        return Type.bundle(
                fields ->
                        new WindowBeat(
                                fields.field("page", Type.uint(ApertureTable.PAGE_WIDTH)),
                                fields.field("cell", Type.uint(Store.CELL_WIDTH)),
                                fields.field("data", Type.bits(StoreQueue.CELL_BITS)),
                                fields.field("strb", Type.bits(StoreQueue.CELL_BYTES)),
                                fields.field("lastByte", Type.uint(ApertureTable.OFFSET_WIDTH)),
                                fields.field("lawful", Type.bool()),
                                fields.field("last", Type.bool()),
                                fields.field("id", Type.uint(idWidth))));
    }
}
