package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A frame to send, offered as a stream; it is taken two clocks after its START goes out, or when it is purged. The payload
/// comes on a stream of its own: exactly `payloadWords` words for each request, in order, always
/// valid from the first clock in which the request is.
///
/// @param payloadWords 12..16,382
/// @param atm header bytes 3..6, first byte on top; the MAC adds the HEC
/// @param insertCrc the last payload word is taken and replaced by the AAL5 CRC-32 of those before
/// @param synchronous the class; says which of the MAC's two streams it belongs to
public record TransmitRequest(UInt payloadWords, Bits atm, Bool insertCrc, Bool synchronous)
        implements Bundle<TransmitRequest> {
    public static final Type<TransmitRequest> TYPE =
            Type.bundle(
                    fields ->
                            new TransmitRequest(
                                    fields.field("payloadWords", Type.uint(15)),
                                    fields.field("atm", Type.bits(32)),
                                    fields.field("insertCrc", Type.bool()),
                                    fields.field("synchronous", Type.bool())));
}
