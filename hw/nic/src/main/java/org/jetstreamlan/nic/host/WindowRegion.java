package org.jetstreamlan.nic.host;

import org.jetstreamlan.abi.Window;
import org.jetstreamlan.nic.AdapterParameters;

/// Places of the host's window; see [Window] for their offsets.
enum WindowRegion {
    BLOCKS(Window.BLOCKS),
    CHAIN_TABLE(Window.CHAIN_TABLE),
    /// No place, or a burst that is refused.
    NONE(0);

    private final int offset;

    WindowRegion(int offset) {
        this.offset = offset;
    }

    /// First byte; a multiple of the size.
    int offset() {
        return offset;
    }

    /// Size in bytes, a power of two; 0 for [#NONE].
    int bytes(AdapterParameters parameters) {
        return switch (this) {
            case BLOCKS -> parameters.blocks() * parameters.blockBytes();
            case CHAIN_TABLE -> parameters.blocks() * Window.CHAIN_BYTES;
            case NONE -> 0;
        };
    }
}
