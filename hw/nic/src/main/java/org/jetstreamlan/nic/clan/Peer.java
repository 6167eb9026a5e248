package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// The other end of a connection, as frames to it name it.
///
/// @param station its id
/// @param endpoint at that station
/// @param incarnation that it drew
public record Peer(UInt station, UInt endpoint, Bits incarnation) implements Bundle<Peer> {
    /// Bits of an endpoint's number in a frame.
    public static final int ENDPOINT_WIDTH = 10;

    public static final Type<Peer> TYPE =
            Type.bundle(
                    fields ->
                            new Peer(
                                    fields.field("station", Type.uint(6)),
                                    fields.field("endpoint", Type.uint(ENDPOINT_WIDTH)),
                                    fields.field("incarnation", Type.bits(16))));
}
