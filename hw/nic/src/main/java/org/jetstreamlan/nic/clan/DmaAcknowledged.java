package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// How far a send queue is acknowledged.
///
/// @param endpoint whose
/// @param index descriptors below are acknowledged, running freely
/// @param completes the last of them, which has just been, has COMPLETE
public record DmaAcknowledged(UInt endpoint, UInt index, Bool completes)
        implements Bundle<DmaAcknowledged> {
    /// @param endpointWidth bits of an endpoint's number
    public static Type<DmaAcknowledged> type(int endpointWidth) {
        return Type.bundle(
                fields ->
                        new DmaAcknowledged(
                                fields.field("endpoint", Type.uint(endpointWidth)),
                                fields.field("index", Type.uint(QueuePlace.INDEX_WIDTH)),
                                fields.field("completes", Type.bool())));
    }
}
