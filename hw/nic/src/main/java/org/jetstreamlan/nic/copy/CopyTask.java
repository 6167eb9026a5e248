package org.jetstreamlan.nic.copy;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// A copy descriptor that has been looked at.
///
/// @param job what is to be copied, if it is good
/// @param good it may be copied
/// @param broken it may not, since the owner of its block has been lost
/// @param sums the completion tells the sum
/// @param cookie for the completion
record CopyTask(CopyJob job, Bool good, Bool broken, Bool sums, Bits cookie)
        implements Bundle<CopyTask> {
    /// @param cellWidth log2 of the block memory's cells
    static Type<CopyTask> type(int cellWidth) {
        return Type.bundle(
                fields ->
                        new CopyTask(
                                fields.field("job", CopyJob.type(cellWidth)),
                                fields.field("good", Type.bool()),
                                fields.field("broken", Type.bool()),
                                fields.field("sums", Type.bool()),
                                fields.field("cookie", Type.bits(32))));
    }
}
