package org.jetstreamlan.examples.rv32i;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A word to be written.
///
/// @param address in bytes
public record Word(UInt address, Bits data) implements Bundle<Word> {
    public static final Type<Word> TYPE =
            Type.bundle(
                    fields ->
                            new Word(
                                    fields.field("address", Type.uint(32)),
                                    fields.field("data", Type.bits(32))));
}
