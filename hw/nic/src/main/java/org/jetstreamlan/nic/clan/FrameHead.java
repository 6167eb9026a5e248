package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What [StoreQueue] keeps in front of the cells of a frame. It is one run of bytes, so this says which lanes of them count.
///
/// @param stores beats that are in it
/// @param page of the window
/// @param offset of the first byte in its page
/// @param bytes 1..4,096
public record FrameHead(UInt stores, UInt page, UInt offset, UInt bytes)
        implements Bundle<FrameHead> {
    /// Bits of `bytes` and of `stores`.
    public static final int BYTES_WIDTH = RegionAnswer.ROOM_WIDTH;

    public static final Type<FrameHead> TYPE =
            Type.bundle(
                    fields ->
                            new FrameHead(
                                    fields.field("stores", Type.uint(BYTES_WIDTH)),
                                    fields.field("page", Type.uint(ApertureTable.PAGE_WIDTH)),
                                    fields.field("offset", Type.uint(ApertureTable.OFFSET_WIDTH)),
                                    fields.field("bytes", Type.uint(BYTES_WIDTH))));
}
