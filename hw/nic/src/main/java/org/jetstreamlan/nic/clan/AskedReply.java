package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A frame that is acknowledged and has asked for a REPLY, and what its owner is told when that comes.
///
/// @param valid there is one
/// @param after its number + 1
/// @param index behind its descriptor, or the last one that has asked
/// @param stores that are acknowledged with it, running freely
/// @param completes an event is wanted
record AskedReply(Bool valid, UInt after, UInt index, UInt stores, Bool completes)
        implements Bundle<AskedReply> {
    static final Type<AskedReply> TYPE =
            Type.bundle(
                    fields ->
                            new AskedReply(
                                    fields.field("valid", Type.bool()),
                                    fields.field("after", Type.uint(Grant.SEQUENCE_WIDTH)),
                                    fields.field("index", Type.uint(QueuePlace.INDEX_WIDTH)),
                                    fields.field("stores", Type.uint(Grant.SEQUENCE_WIDTH)),
                                    fields.field("completes", Type.bool())));

    /// Whether a REPLY that says so much is that of this frame, or of a later one.
    ///
    /// @param upTo numbers below are answered; within 2^15 of `after`
    Bool isCovered(UInt upTo) {
        return valid.and(upTo.sub(after).bit(Grant.SEQUENCE_WIDTH - 1).not());
    }
}
