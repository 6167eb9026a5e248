package org.jetstreamlan.nic.buffer;

import org.jetstreamlan.abi.Window;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// One whole entry for an [EventRing], written in one clock: a reader sees the old entry or the new one.
///
/// @param slot number of the entry (the low bits of the ring's index)
/// @param entry words 3, 2, 1, 0 of the layout in `hw/abi`, word 0 in bits 31..0
public record RingWrite(UInt slot, Bits entry) implements Bundle<RingWrite> {
    /// Bits of an entry: descriptor, event or completion.
    public static final int ENTRY_BITS = 8 * Window.ENTRY_BYTES;

    /// @param slotWidth log2 of the entries
    public static Type<RingWrite> type(int slotWidth) {
        return Type.bundle(
                fields ->
                        new RingWrite(
                                fields.field("slot", Type.uint(slotWidth)),
                                fields.field("entry", Type.bits(ENTRY_BITS))));
    }
}
