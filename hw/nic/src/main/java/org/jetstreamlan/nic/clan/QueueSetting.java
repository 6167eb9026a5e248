package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What the driver says of an endpoint's send queue.
///
/// @param base address of its first descriptor, in units of 64 bytes
/// @param log2 of its descriptors; 0: there is none
/// @param tag of the endpoint's owner
/// @param level 0 to 2
public record QueueSetting(UInt base, UInt log2, Bits tag, UInt level)
        implements Bundle<QueueSetting> {
    /// Bits of `base`.
    public static final int BASE_WIDTH = 58;

    public static final Type<QueueSetting> TYPE =
            Type.bundle(
                    fields ->
                            new QueueSetting(
                                    fields.field("base", Type.uint(BASE_WIDTH)),
                                    fields.field("log2", Type.uint(4)),
                                    fields.field("tag", Type.bits(RegionEntry.TAG_WIDTH)),
                                    fields.field("level", Type.uint(2))));
}
