package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A place in a send queue from which it can be cut on: what follows is the same frame each time.
///
/// @param index of the descriptor, running freely
/// @param offset bytes of it that lie before
/// @param goesOn it goes on where the one before has ended
/// @param transfer of what it goes on with: TRANSFER, not WRITE
/// @param completes the descriptor that ends here has COMPLETE
/// @param key of the remote region, if anything lies before that counts
/// @param address remote, of the next byte, if anything lies before that counts
record QueuePlace(
        UInt index, UInt offset, Bool goesOn, Bool transfer, Bool completes, Bits key, UInt address)
        implements Bundle<QueuePlace> {
    static final int INDEX_WIDTH = 16;

    /// Bits of the bytes of two segments.
    static final int OFFSET_WIDTH = 33;

    static final Type<QueuePlace> TYPE =
            Type.bundle(
                    fields ->
                            new QueuePlace(
                                    fields.field("index", Type.uint(INDEX_WIDTH)),
                                    fields.field("offset", Type.uint(OFFSET_WIDTH)),
                                    fields.field("goesOn", Type.bool()),
                                    fields.field("transfer", Type.bool()),
                                    fields.field("completes", Type.bool()),
                                    fields.field("key", Type.bits(32)),
                                    fields.field("address", Type.uint(RegionEntry.ADDRESS_WIDTH))));
}
