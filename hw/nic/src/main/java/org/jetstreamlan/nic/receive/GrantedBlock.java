package org.jetstreamlan.nic.receive;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// The block manager's answer on its way to the writer.
///
/// @param granted there is a block
/// @param block its number
record GrantedBlock(Bool granted, UInt block) implements Bundle<GrantedBlock> {
    /// @param blockWidth log2 of the blocks
    static Type<GrantedBlock> type(int blockWidth) {
        return Type.bundle(
                fields ->
                        new GrantedBlock(
                                fields.field("granted", Type.bool()),
                                fields.field("block", Type.uint(blockWidth))));
    }
}
