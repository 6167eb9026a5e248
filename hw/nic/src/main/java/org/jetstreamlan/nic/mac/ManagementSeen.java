package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A whole management frame that came by with a good CRC and E clear. `id`, `confirm`, `claim` and `beacon` are 1 for
/// one clock; the rest belongs to them.
///
/// @param id it was an ID frame
/// @param confirm it was a CONFIRM frame
/// @param claim it was a CLAIM frame
/// @param beacon it was a BEACON frame
/// @param better its bid is better than this station's
/// @param same its bid and address are this station's
/// @param mine `same`, and the nonce is this station's
/// @param refused N was set
/// @param full it has gone more than 63 hops
/// @param hops that it has gone: source + 1, 1..64
/// @param stations of CONFIRM
/// @param epoch low bits of the nonce
/// @param ttrt in words
/// @param largest F in words
public record ManagementSeen(
        Bool id,
        Bool confirm,
        Bool claim,
        Bool beacon,
        Bool better,
        Bool same,
        Bool mine,
        Bool refused,
        Bool full,
        UInt hops,
        UInt stations,
        Bits epoch,
        UInt ttrt,
        UInt largest)
        implements Bundle<ManagementSeen> {
    public static final Type<ManagementSeen> TYPE =
            Type.bundle(
                    fields ->
                            new ManagementSeen(
                                    fields.field("id", Type.bool()),
                                    fields.field("confirm", Type.bool()),
                                    fields.field("claim", Type.bool()),
                                    fields.field("beacon", Type.bool()),
                                    fields.field("better", Type.bool()),
                                    fields.field("same", Type.bool()),
                                    fields.field("mine", Type.bool()),
                                    fields.field("refused", Type.bool()),
                                    fields.field("full", Type.bool()),
                                    fields.field("hops", Type.uint(7)),
                                    fields.field("stations", Type.uint(7)),
                                    fields.field("epoch", Type.bits(6)),
                                    fields.field("ttrt", Type.uint(MacConfig.TIME)),
                                    fields.field("largest", Type.uint(MacConfig.FRAME))));
}
