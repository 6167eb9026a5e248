package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// A word on its way to the MAC.
///
/// @param word first byte on top
/// @param spoiled it is not to leave: ABORT ends its frame
public record PayloadWord(Bits word, Bool spoiled) implements Bundle<PayloadWord> {
    public static final Type<PayloadWord> TYPE =
            Type.bundle(
                    fields ->
                            new PayloadWord(
                                    fields.field("word", Type.bits(32)),
                                    fields.field("spoiled", Type.bool())));
}
