package org.jetstreamlan.nic.master;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A beat to be written to the host's memory. A burst's first beat tells its address and length.
///
/// @param address of the burst's first byte; a burst stays within 4 KiB
/// @param len beats of the burst - 1
/// @param data lowest address at the bottom
/// @param strb bytes that are written
/// @param last the burst ends
public record WriteBeat(UInt address, UInt len, Bits data, Bits strb, Bool last)
        implements Bundle<WriteBeat> {
    /// @param dataWidth of the bus, in bits
    public static Type<WriteBeat> type(int dataWidth) {
        return Type.bundle(
                fields ->
                        new WriteBeat(
                                fields.field("address", Type.uint(WriteManager.ADDRESS_WIDTH)),
                                fields.field("len", Type.uint(8)),
                                fields.field("data", Type.bits(dataWidth)),
                                fields.field("strb", Type.bits(dataWidth / 8)),
                                fields.field("last", Type.bool())));
    }
}
