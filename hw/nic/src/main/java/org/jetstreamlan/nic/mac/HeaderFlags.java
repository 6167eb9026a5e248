package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What a word says if it is header word 0, and, last, if it is header word 1.
///
/// @param checkGood the header check is right
/// @param own its source is this station
/// @param above its source is a station with a higher id
/// @param way how it changes if it is a management frame; see [NextHop]
/// @param exhausted source and tag are 63: a management frame ends here
/// @param hecGood as header word 1: the HEC is right over it and the last byte of the word before
public record HeaderFlags(
        Bool checkGood, Bool own, Bool above, UInt way, Bool exhausted, Bool hecGood)
        implements Bundle<HeaderFlags> {
    public static final Type<HeaderFlags> TYPE =
            Type.bundle(
                    fields ->
                            new HeaderFlags(
                                    fields.field("checkGood", Type.bool()),
                                    fields.field("own", Type.bool()),
                                    fields.field("above", Type.bool()),
                                    fields.field("way", Type.uint(NextHop.WAYS)),
                                    fields.field("exhausted", Type.bool()),
                                    fields.field("hecGood", Type.bool())));
}
