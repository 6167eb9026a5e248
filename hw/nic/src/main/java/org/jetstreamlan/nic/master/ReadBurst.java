package org.jetstreamlan.nic.master;

import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// Beats that are wanted of the host's memory.
///
/// @param address of the first byte; a burst stays within 4 KiB
/// @param len beats - 1
public record ReadBurst(UInt address, UInt len) implements Bundle<ReadBurst> {
    public static Type<ReadBurst> type() {
        return Type.bundle(
                fields ->
                        new ReadBurst(
                                fields.field("address", Type.uint(WriteManager.ADDRESS_WIDTH)),
                                fields.field("len", Type.uint(8))));
    }
}
