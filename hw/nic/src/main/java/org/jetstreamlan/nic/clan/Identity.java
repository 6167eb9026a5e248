package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What a frame must say to be an endpoint's, and what it then may do.
///
/// @param level 0 to 2
/// @param tag of its owner
/// @param peer who may send; its incarnation is the one that *this* end drew
public record Identity(UInt level, Bits tag, Peer peer) implements Bundle<Identity> {
    public static final Type<Identity> TYPE =
            Type.bundle(
                    fields ->
                            new Identity(
                                    fields.field("level", Type.uint(2)),
                                    fields.field("tag", Type.bits(RegionEntry.TAG_WIDTH)),
                                    fields.field("peer", Peer.TYPE)));
}
