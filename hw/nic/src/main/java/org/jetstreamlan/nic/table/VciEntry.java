package org.jetstreamlan.nic.table;

import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A place in the [VciTable], 32 bits in all.
///
/// @param valid the place is taken
/// @param tap listens to another station's VCI: the frame's status bits are left alone
/// @param pool that gets the frame
/// @param vci VPI and VCI, 24 bits
public record VciEntry(Bool valid, Bool tap, UInt pool, UInt vci) implements Bundle<VciEntry> {
    public static Type<VciEntry> type() {
        return Type.bundle(
                fields ->
                        new VciEntry(
                                fields.field("valid", Type.bool()),
                                fields.field("tap", Type.bool()),
                                fields.field("pool", Type.uint(Registers.VCI_HIGH_POOL.width())),
                                fields.field("vci", Type.uint(Registers.VCI_LOW_VCI.width()))));
    }
}
