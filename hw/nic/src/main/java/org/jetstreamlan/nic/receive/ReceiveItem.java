package org.jetstreamlan.nic.receive;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// An entry of the FIFO between admission and writer. A frame is `HEADER WORD* DELIVER` or `HEADER WORD* DROP`.
///
/// @param kind what it is
/// @param word HEADER: the ATM header, bytes 3..6; WORD: payload, first byte on top; DELIVER and DROP: an [Ending]
record ReceiveItem(Enumerated<Kind> kind, Bits word) implements Bundle<ReceiveItem> {
    /// What an entry is.
    enum Kind {
        HEADER,
        WORD,
        DELIVER,
        DROP
    }

    static final Type<ReceiveItem> TYPE =
            Type.bundle(
                    fields ->
                            new ReceiveItem(
                                    fields.field("kind", Type.enumerated(Kind.class)),
                                    fields.field("word", Type.bits(32))));

    /// The end of a frame, at the bottom of an item's word.
    ///
    /// @param pool that the frame is for
    /// @param asked blocks that were asked for, modulo 4, whether they were needed and granted or not
    /// @param crc [org.jetstreamlan.abi.CrcVerdict]
    /// @param codeError the status came with E
    /// @param clock low bits of the core clock counter at END
    record Ending(UInt pool, UInt asked, Bits crc, Bool codeError, UInt clock)
            implements Bundle<Ending> {
        /// Bits of `clock`: more than enough for the time in the FIFO.
        static final int CLOCK_WIDTH = 10;

        static final Type<Ending> TYPE =
                Type.bundle(
                        fields ->
                                new Ending(
                                        fields.field("pool", Type.uint(6)),
                                        fields.field("asked", Type.uint(2)),
                                        fields.field("crc", Type.bits(2)),
                                        fields.field("codeError", Type.bool()),
                                        fields.field("clock", Type.uint(CLOCK_WIDTH))));
    }
}
