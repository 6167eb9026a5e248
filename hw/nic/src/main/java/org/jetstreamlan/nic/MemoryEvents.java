package org.jetstreamlan.nic;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// Words with wrong parity that were read in a clock.
///
/// @param sentCell a cell of block memory, by the transmit engine
/// @param hostCell a cell of block memory, by the host
/// @param copiedCell a cell of block memory, by a copy
/// @param table an entry of a table of the block manager
/// @param list an entry of the lists of waiting frames
/// @param vci an entry of the VCI table
record MemoryEvents(Bool sentCell, Bool hostCell, Bool copiedCell, Bool table, Bool list, Bool vci)
        implements Bundle<MemoryEvents> {
    static final Type<MemoryEvents> TYPE =
            Type.bundle(
                    fields ->
                            new MemoryEvents(
                                    fields.field("sentCell", Type.bool()),
                                    fields.field("hostCell", Type.bool()),
                                    fields.field("copiedCell", Type.bool()),
                                    fields.field("table", Type.bool()),
                                    fields.field("list", Type.bool()),
                                    fields.field("vci", Type.bool())));
}
