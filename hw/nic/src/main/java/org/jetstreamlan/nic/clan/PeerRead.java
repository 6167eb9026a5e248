package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A READ of the peer that is to be answered.
///
/// @param key of the region that it wants to have read
/// @param address of the first byte there
/// @param bytes wanted, at least 1
/// @param place lowest bits of where they go
public record PeerRead(Bits key, UInt address, UInt bytes, UInt place) implements Bundle<PeerRead> {
    /// Bits of `bytes`.
    public static final int BYTES_WIDTH = 32;

    /// Bits of `place`.
    public static final int PLACE_WIDTH = 12;

    public static final Type<PeerRead> TYPE =
            Type.bundle(
                    fields ->
                            new PeerRead(
                                    fields.field("key", Type.bits(32)),
                                    fields.field("address", Type.uint(RegionEntry.ADDRESS_WIDTH)),
                                    fields.field("bytes", Type.uint(BYTES_WIDTH)),
                                    fields.field("place", Type.uint(PLACE_WIDTH))));
}
