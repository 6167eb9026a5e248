package org.jetstreamlan.nic.host;

import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A cell to be fetched for a read burst.
///
/// @param region where it lies; [WindowRegion#NONE] for zeros
/// @param word first beat that it is for, in 32-bit words from the region's start
/// @param fetch what is to become of it
record WindowRequest(Enumerated<WindowRegion> region, UInt word, WindowFetch fetch)
        implements Bundle<WindowRequest> {
    static Type<WindowRequest> type(int idWidth) {
        return Type.bundle(
                fields ->
                        new WindowRequest(
                                fields.field("region", Type.enumerated(WindowRegion.class)),
                                fields.field("word", Type.uint(WindowBurst.WORD_WIDTH)),
                                fields.field("fetch", WindowFetch.type(idWidth))));
    }
}
