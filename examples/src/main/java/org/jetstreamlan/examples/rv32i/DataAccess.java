package org.jetstreamlan.examples.rv32i;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A load or store in one clock.
///
/// @param load the word at `address` is wanted in the next clock
/// @param store the word at `address` is written
/// @param address in bytes
/// @param data to be stored, each byte in its lane
/// @param lanes byte lanes to store
public record DataAccess(Bool load, Bool store, UInt address, Bits data, Bits lanes)
        implements Bundle<DataAccess> {
    public static final Type<DataAccess> TYPE =
            Type.bundle(
                    fields ->
                            new DataAccess(
                                    fields.field("load", Type.bool()),
                                    fields.field("store", Type.bool()),
                                    fields.field("address", Type.uint(32)),
                                    fields.field("data", Type.bits(32)),
                                    fields.field("lanes", Type.bits(4))));
}
