package org.jetstreamlan.examples.rv32i;

import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// An instruction that is done, for those who watch.
///
/// @param pc its address
/// @param rd register that it changed; 0 for none
/// @param value what `rd` holds now
public record Retired(UInt pc, UInt rd, UInt value) implements Bundle<Retired> {
    public static final Type<Retired> TYPE =
            Type.bundle(
                    fields ->
                            new Retired(
                                    fields.field("pc", Type.uint(32)),
                                    fields.field("rd", Type.uint(5)),
                                    fields.field("value", Type.uint(32))));
}
