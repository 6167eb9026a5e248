package org.jetstreamlan.nic.buffer;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// The host changes an entry of the pool table.
///
/// @param setLimits replace the limits by `limits`
/// @param setPolicy replace the policy by `keepBadCrc`
/// @param limits in blocks, 16 bits each; more than there are is as good as all
/// @param keepBadCrc frames with a wrong CRC are delivered
public record PoolSetting(Bool setLimits, Bool setPolicy, PoolBlocks limits, Bool keepBadCrc)
        implements Bundle<PoolSetting> {
    public static final Type<PoolSetting> TYPE =
            Type.bundle(
                    fields ->
                            new PoolSetting(
                                    fields.field("setLimits", Type.bool()),
                                    fields.field("setPolicy", Type.bool()),
                                    fields.field("limits", PoolBlocks.type(16)),
                                    fields.field("keepBadCrc", Type.bool())));
}
