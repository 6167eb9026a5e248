package org.jetstreamlan.nic.copy;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// A word as it is to be written.
///
/// @param data lowest address at the bottom
/// @param strobes bytes that are written
/// @param last of its copy
record AlignedWord(Bits data, Bits strobes, Bool last) implements Bundle<AlignedWord> {
    static final Type<AlignedWord> TYPE =
            Type.bundle(
                    fields ->
                            new AlignedWord(
                                    fields.field("data", Type.bits(64)),
                                    fields.field("strobes", Type.bits(8)),
                                    fields.field("last", Type.bool())));
}
