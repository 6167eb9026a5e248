package org.jetstreamlan.nic.table;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// The host's access to one place of the [VciTable].
///
/// @param write 1 to write `entry` in one clock, 0 to read the place
/// @param way first half of the place's number; a way that does not exist reads 0 and ignores writes
/// @param set second half
/// @param entry what to write
public record VciAccess(Bool write, UInt way, UInt set, VciEntry entry)
        implements Bundle<VciAccess> {
    /// @param wayWidth bits of a way's number
    /// @param setWidth log2 of the sets
    public static Type<VciAccess> type(int wayWidth, int setWidth) {
        return Type.bundle(
                fields ->
                        new VciAccess(
                                fields.field("write", Type.bool()),
                                fields.field("way", Type.uint(wayWidth)),
                                fields.field("set", Type.uint(setWidth)),
                                fields.field("entry", VciEntry.type())));
    }
}
