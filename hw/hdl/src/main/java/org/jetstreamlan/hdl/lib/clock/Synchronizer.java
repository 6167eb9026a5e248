package org.jetstreamlan.hdl.lib.clock;

import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Data;

/// What the registers of a synchroniser have in common.
final class Synchronizer {
    /// Fewer flops leave the first one no clock to settle.
    private static final int LEAST = 2;

    private Synchronizer() {}

    static int stages(String block, int stages) {
        if (stages < LEAST) {
            throw Arguments.wrong(
                    block,
                    "of " + stages + " flops",
                    "give it " + LEAST + " or more, so that the first has a clock to settle");
        }
        return stages;
    }

    /// Keeps synthesis from merging, retiming or moving apart the flops of a chain.
    static <T extends Data<T>> T kept(T register) {
        return register.attribute("async_reg", "TRUE").attribute("keep", "1");
    }
}
