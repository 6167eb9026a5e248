package org.jetstreamlan.nic.table;

import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What the [VciTable] says of a VCI.
///
/// @param hit the table has it
/// @param tap see [VciEntry]; 0 without a hit
/// @param pool that gets the frame; 0 without a hit
public record VciResult(Bool hit, Bool tap, UInt pool) implements Bundle<VciResult> {
    public static Type<VciResult> type() {
        return Type.bundle(
                fields ->
                        new VciResult(
                                fields.field("hit", Type.bool()),
                                fields.field("tap", Type.bool()),
                                fields.field("pool", Type.uint(Registers.VCI_HIGH_POOL.width()))));
    }
}
