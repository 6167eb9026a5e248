package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// Where the next RESPONSE to an endpoint's own READ goes.
///
/// @param key of the region
/// @param address of the next byte there
/// @param left bytes that are to come
/// @param said address that the next RESPONSE must say: the lowest bits of the READ's place, and what has come
/// @param completes an event is wanted when all has come
public record OwnRead(Bits key, UInt address, UInt left, UInt said, Bool completes)
        implements Bundle<OwnRead> {
    /// Bits of `said`: a place within 4 KiB, and 32 bits of bytes.
    public static final int SAID_WIDTH = 33;

    public static final Type<OwnRead> TYPE =
            Type.bundle(
                    fields ->
                            new OwnRead(
                                    fields.field("key", Type.bits(32)),
                                    fields.field("address", Type.uint(RegionEntry.ADDRESS_WIDTH)),
                                    fields.field("left", Type.uint(PeerRead.BYTES_WIDTH)),
                                    fields.field("said", Type.uint(SAID_WIDTH)),
                                    fields.field("completes", Type.bool())));

    /// A READ that begins.
    ///
    /// @param bytes wanted
    static OwnRead of(Bits key, UInt address, UInt bytes, Bool completes) {
        var place = address.trunc(PeerRead.PLACE_WIDTH).zext(SAID_WIDTH);
        return new OwnRead(key, address, bytes, place, completes);
    }

    /// So many bytes later.
    OwnRead behind(UInt bytes) {
        return new OwnRead(
                key,
                address.add(bytes.zext(RegionEntry.ADDRESS_WIDTH)),
                left.sub(bytes.zext(PeerRead.BYTES_WIDTH)),
                said.add(bytes.zext(SAID_WIDTH)),
                completes);
    }
}
