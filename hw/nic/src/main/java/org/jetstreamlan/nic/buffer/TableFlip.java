package org.jetstreamlan.nic.buffer;

import org.jetstreamlan.abi.MemoryKind;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;

/// Bits to turn in the next write to a memory, behind its parity.
///
/// @param memory which
/// @param flip 1 for each of the low 8 bits that is to be turned
public record TableFlip(Enumerated<MemoryKind> memory, Bits flip) implements Bundle<TableFlip> {
    public static final Type<TableFlip> TYPE =
            Type.bundle(
                    fields ->
                            new TableFlip(
                                    fields.field("memory", Type.enumerated(MemoryKind.class)),
                                    fields.field("flip", Type.bits(8))));
}
