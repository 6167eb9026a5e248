package org.jetstreamlan.nic.transmit;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A transmit descriptor that has been read and looked at.
///
/// @param good length and first block are in range; otherwise only `cookie` means something
/// @param firstBlock of its chain
/// @param words of payload, 12..16,382
/// @param insertCrc the hardware writes the last word
/// @param synchronous the class
/// @param insert the hardware writes a checksum
/// @param sumStart first byte of the payload that it sums
/// @param sumOffset byte of the payload where the field lies, even
/// @param atm header bytes 3..6, first byte on top
/// @param cookie for the completion
public record TransmitJob(
        Bool good,
        UInt firstBlock,
        UInt words,
        Bool insertCrc,
        Bool synchronous,
        Bool insert,
        UInt sumStart,
        UInt sumOffset,
        Bits atm,
        Bits cookie)
        implements Bundle<TransmitJob> {
    /// @param blockWidth log2 of the blocks
    public static Type<TransmitJob> type(int blockWidth) {
        return Type.bundle(
                fields ->
                        new TransmitJob(
                                fields.field("good", Type.bool()),
                                fields.field("firstBlock", Type.uint(blockWidth)),
                                fields.field("words", Type.uint(14)),
                                fields.field("insertCrc", Type.bool()),
                                fields.field("synchronous", Type.bool()),
                                fields.field("insert", Type.bool()),
                                fields.field("sumStart", Type.uint(16)),
                                fields.field("sumOffset", Type.uint(16)),
                                fields.field("atm", Type.bits(32)),
                                fields.field("cookie", Type.bits(32))));
    }
}
