package org.jetstreamlan.nic.link;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// What went wrong on a link, each 1 for a clock, to be counted.
///
/// @param illegalCode a line word that is no word of the code
/// @param flagMismatch data words whose flags do not alternate
/// @param wrongHalves line words that are no pair
/// @param lockLost word lock was lost
/// @param underflow the elastic buffer ran dry inside a frame
/// @param overflow the elastic buffer had no room
public record LinkEvents(
        Bool illegalCode,
        Bool flagMismatch,
        Bool wrongHalves,
        Bool lockLost,
        Bool underflow,
        Bool overflow)
        implements Bundle<LinkEvents> {
    public static final Type<LinkEvents> TYPE =
            Type.bundle(
                    fields ->
                            new LinkEvents(
                                    fields.field("illegalCode", Type.bool()),
                                    fields.field("flagMismatch", Type.bool()),
                                    fields.field("wrongHalves", Type.bool()),
                                    fields.field("lockLost", Type.bool()),
                                    fields.field("underflow", Type.bool()),
                                    fields.field("overflow", Type.bool())));
}
