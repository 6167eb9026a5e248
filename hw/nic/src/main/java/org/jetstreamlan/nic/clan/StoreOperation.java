package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What [MergeRegister] has for [StoreQueue]: cells of a frame, then its head.
///
/// @param head the frame ends: `cell` is its [FrameHead]
/// @param endpoint that sends it
/// @param cell 8 bytes, the lowest address at the bottom
public record StoreOperation(Bool head, UInt endpoint, Bits cell)
        implements Bundle<StoreOperation> {
    /// @param endpointWidth bits of an endpoint's number
    public static Type<StoreOperation> type(int endpointWidth) {
        return Type.bundle(
                fields ->
                        new StoreOperation(
                                fields.field("head", Type.bool()),
                                fields.field("endpoint", Type.uint(endpointWidth)),
                                fields.field("cell", Type.bits(StoreQueue.CELL_BITS))));
    }
}
