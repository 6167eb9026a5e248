package org.jetstreamlan.nic.host;

import org.jetstreamlan.abi.Window;
import org.jetstreamlan.nic.AdapterParameters;

/// Places of the host's window; see [Window] for their offsets.
enum WindowRegion {
    BLOCKS(Window.BLOCKS, true),
    TRANSMIT_RING(Window.TRANSMIT_RING, true),
    EVENT_RING(Window.EVENT_RING, false),
    COMPLETION_RING(Window.COMPLETION_RING, false),
    CHAIN_TABLE(Window.CHAIN_TABLE, true),
    /// No place, or a burst that is refused.
    NONE(0, false);

    private final int offset;
    private final boolean writable;

    WindowRegion(int offset, boolean writable) {
        this.offset = offset;
        this.writable = writable;
    }

    /// First byte; a multiple of the size.
    int offset() {
        return offset;
    }

    /// The host may write it. The rings that the adapter fills are read only: their memories have one write port.
    boolean writable() {
        return writable;
    }

    /// Size in bytes, a power of two; 0 for [#NONE].
    int bytes(AdapterParameters parameters) {
        return switch (this) {
            case BLOCKS -> parameters.blocks() * parameters.blockBytes();
            case TRANSMIT_RING -> parameters.transmitRing() * Window.ENTRY_BYTES;
            case EVENT_RING -> parameters.eventRing() * Window.ENTRY_BYTES;
            case COMPLETION_RING -> parameters.completionRing() * Window.ENTRY_BYTES;
            case CHAIN_TABLE -> parameters.blocks() * Window.CHAIN_BYTES;
            case NONE -> 0;
        };
    }
}
