package org.jetstreamlan.nic.clan;

import java.util.List;
import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A store to a DOORBELL page.
///
/// @param place which doorbell, in cells of 8 bytes
/// @param endpoint whose page it is
/// @param value 32 bits
public record Doorbell(UInt place, UInt endpoint, Bits value) implements Bundle<Doorbell> {
    /// Bits of `place`.
    static final int PLACE_WIDTH = 2;

    /// The lower half of a cell.
    static final int STROBES = 0x0F;

    static final int PRODUCER = ApertureEntry.PRODUCER_AT / StoreQueue.CELL_BYTES;
    static final int ARM = ApertureEntry.ARM_AT / StoreQueue.CELL_BYTES;
    static final int EVENT_CONSUMER = ApertureEntry.EVENT_CONSUMER_AT / StoreQueue.CELL_BYTES;

    /// @param endpointWidth bits of an endpoint's number
    public static Type<Doorbell> type(int endpointWidth) {
        return Type.bundle(
                fields ->
                        new Doorbell(
                                fields.field("place", Type.uint(PLACE_WIDTH)),
                                fields.field("endpoint", Type.uint(endpointWidth)),
                                fields.field("value", Type.bits(32))));
    }

    /// Whether there is a doorbell in this cell of a page.
    static Bool isPlace(UInt cell) {
        return Bool.any(List.of(cell.eq(PRODUCER), cell.eq(ARM), cell.eq(EVENT_CONSUMER)));
    }
}
