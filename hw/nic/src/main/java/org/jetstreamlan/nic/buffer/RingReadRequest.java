package org.jetstreamlan.nic.buffer;

import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// Asks [TransmitRing] for a whole entry; it comes exactly one clock later.
///
/// @param slot number of the entry (the low bits of the ring's index)
public record RingReadRequest(UInt slot) implements Bundle<RingReadRequest> {
    /// @param slotWidth log2 of the entries
    public static Type<RingReadRequest> type(int slotWidth) {
        return Type.bundle(
                fields -> new RingReadRequest(fields.field("slot", Type.uint(slotWidth))));
    }
}
