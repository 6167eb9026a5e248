package org.jetstreamlan.nic.host;

import org.jetstreamlan.abi.Window;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A burst after its check: all its beats lie in one region, or it is refused as a whole.
///
/// @param region where it goes; [WindowRegion#NONE] to be refused
/// @param word first beat, in 32-bit words from the region's start
/// @param len beats - 1
/// @param id to be returned with the answer
record WindowBurst(Enumerated<WindowRegion> region, UInt word, UInt len, UInt id)
        implements Bundle<WindowBurst> {
    /// Bits of a word's number in the largest region.
    static final int WORD_WIDTH = Integer.numberOfTrailingZeros(Window.BLOCKS_BYTES / 4);

    static final int LEN_WIDTH = 8;

    static Type<WindowBurst> type(int idWidth) {
        return Type.bundle(
                fields ->
                        new WindowBurst(
                                fields.field("region", Type.enumerated(WindowRegion.class)),
                                fields.field("word", Type.uint(WORD_WIDTH)),
                                fields.field("len", Type.uint(LEN_WIDTH)),
                                fields.field("id", Type.uint(idWidth))));
    }
}
