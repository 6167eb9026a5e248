package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;

/// What comes by on the ring, one word a clock, no back-pressure. Frames that this station strips or
/// may not take are shown, too, with `eligible` 0: the receiver skips to the next HEADER.
///
/// ```
/// kind     | HEADER | ATM    | PAYLOAD ... PAYLOAD | END     |  NONE or the next HEADER
/// word     | word 0 | atm    | payload             |    -    |
/// valid    | eligible hecGood                      | crc, codeError; Verdict is sampled here
/// ```
///
/// @param kind what there is
/// @param word at HEADER header word 0; at ATM header bytes 3..6, first byte on top; at PAYLOAD the word
/// @param crc at END: [org.jetstreamlan.abi.CrcVerdict], 2 bits
/// @param codeError at END: E was set by a station before, or the status was damaged
/// @param eligible at HEADER: a data frame of another station that passes the first-pass rule
/// @param hecGood at ATM: the HEC is right. The MAC counts a bad one ([MacEvents#hec]); the receiver drops the frame
public record Received(
        Enumerated<ReceiveKind> kind,
        Bits word,
        Bits crc,
        Bool codeError,
        Bool eligible,
        Bool hecGood)
        implements Bundle<Received> {
    public static final Type<Received> TYPE =
            Type.bundle(
                    fields ->
                            new Received(
                                    fields.field("kind", Type.enumerated(ReceiveKind.class)),
                                    fields.field("word", Type.bits(32)),
                                    fields.field("crc", Type.bits(2)),
                                    fields.field("codeError", Type.bool()),
                                    fields.field("eligible", Type.bool()),
                                    fields.field("hecGood", Type.bool())));
}
