package org.jetstreamlan.nic.master;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// A beat that came from the host's memory.
///
/// @param data lowest address at the bottom
/// @param error the bus has answered SLVERR or DECERR
/// @param last of its burst
public record ReadBeat(Bits data, Bool error, Bool last) implements Bundle<ReadBeat> {
    /// @param dataWidth of the bus, in bits
    public static Type<ReadBeat> type(int dataWidth) {
        return Type.bundle(
                fields ->
                        new ReadBeat(
                                fields.field("data", Type.bits(dataWidth)),
                                fields.field("error", Type.bool()),
                                fields.field("last", Type.bool())));
    }
}
