package org.jetstreamlan.hdl.check;

import java.util.List;
import org.jetstreamlan.hdl.ir.Circuit;

/// All checks of a circuit, in order.
public final class Checks {
    private Checks() {}

    /// Everything that is wrong with `circuit`, in the order of its modules.
    public static List<HdlError> of(Circuit circuit) {
        return List.of();
    }
}
