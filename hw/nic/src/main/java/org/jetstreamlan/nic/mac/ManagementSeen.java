package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A whole management frame that came by with a good CRC and E clear. `id` and `confirm` are 1 for
/// one clock; the rest belongs to them.
///
/// @param id it was an ID frame
/// @param confirm it was a CONFIRM frame
/// @param refused N was set
/// @param full the tag says that there are too many stations
/// @param source as it came
/// @param stations of CONFIRM
/// @param epoch low bits of the nonce
/// @param ttrt in words
public record ManagementSeen(
        Bool id,
        Bool confirm,
        Bool refused,
        Bool full,
        UInt source,
        UInt stations,
        Bits epoch,
        UInt ttrt)
        implements Bundle<ManagementSeen> {
    public static final Type<ManagementSeen> TYPE =
            Type.bundle(
                    fields ->
                            new ManagementSeen(
                                    fields.field("id", Type.bool()),
                                    fields.field("confirm", Type.bool()),
                                    fields.field("refused", Type.bool()),
                                    fields.field("full", Type.bool()),
                                    fields.field("source", Type.uint(6)),
                                    fields.field("stations", Type.uint(7)),
                                    fields.field("epoch", Type.bits(6)),
                                    fields.field("ttrt", Type.uint(32))));
}
