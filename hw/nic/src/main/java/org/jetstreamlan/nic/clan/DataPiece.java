package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A run of bytes of the host's memory that becomes part of a frame.
///
/// @param bus address of the first byte
/// @param bytes 1..4,096
/// @param last the frame ends with it
public record DataPiece(UInt bus, UInt bytes, Bool last) implements Bundle<DataPiece> {
    public static final Type<DataPiece> TYPE =
            Type.bundle(
                    fields ->
                            new DataPiece(
                                    fields.field("bus", Type.uint(RegionEntry.ADDRESS_WIDTH)),
                                    fields.field("bytes", Type.uint(FrameHead.BYTES_WIDTH)),
                                    fields.field("last", Type.bool())));
}
