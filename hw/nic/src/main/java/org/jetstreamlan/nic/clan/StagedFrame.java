package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What the head of a frame in [Stage] says.
///
/// @param operation code of [org.jetstreamlan.abi.clan.ClanOperation]
/// @param ends it is the last RESPONSE of its READ
/// @param flags of it: ASK, NOTIFY
/// @param key of the remote region; 0: of a RESPONSE
/// @param address remote, of the first byte
/// @param bytes of data, 0..4,096; of a READ those of its cell
/// @param slot of [DmaPlaces] that says what lies behind it
/// @param index behind its descriptor, if it ends that
/// @param completes an event is wanted when the REPLY that it asks for has come
public record StagedFrame(
        Bits operation,
        Bool ends,
        Bits flags,
        Bits key,
        UInt address,
        UInt bytes,
        UInt slot,
        UInt index,
        Bool completes)
        implements Bundle<StagedFrame> {
    /// Bits of `operation`.
    public static final int OPERATION_WIDTH = 4;

    /// Bits of `flags`.
    public static final int FLAGS_WIDTH = 2;

    public static final Type<StagedFrame> TYPE =
            Type.bundle(
                    fields ->
                            new StagedFrame(
                                    fields.field("operation", Type.bits(OPERATION_WIDTH)),
                                    fields.field("ends", Type.bool()),
                                    fields.field("flags", Type.bits(FLAGS_WIDTH)),
                                    fields.field("key", Type.bits(32)),
                                    fields.field("address", Type.uint(RegionEntry.ADDRESS_WIDTH)),
                                    fields.field("bytes", Type.uint(FrameHead.BYTES_WIDTH)),
                                    fields.field("slot", Type.uint(DmaPlaces.SLOT_WIDTH)),
                                    fields.field("index", Type.uint(QueuePlace.INDEX_WIDTH)),
                                    fields.field("completes", Type.bool())));
}
