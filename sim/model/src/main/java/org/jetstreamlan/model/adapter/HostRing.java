package org.jetstreamlan.model.adapter;

import java.util.function.IntSupplier;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingEntry;

/// A ring in the host's memory, where LOW and HIGH say. What lies outside of that memory the bus refuses, and the ring stops until the next
/// RESET.
final class HostRing {
    private final HostBus bus;
    private final IntSupplier low;
    private final IntSupplier high;
    private final int entries;
    private boolean stopped;

    /// @param low what the ring's LOW register holds; `high` alike
    HostRing(HostBus bus, IntSupplier low, IntSupplier high, int entries) {
        this.bus = bus;
        this.low = low;
        this.high = high;
        this.entries = entries;
    }

    void reset() {
        stopped = false;
    }

    /// The bus has refused an entry.
    boolean isStopped() {
        return stopped;
    }

    /// The host has said where it is, and the bus has refused nothing.
    boolean isUsable() {
        return Registers.RING_LOW_VALID.isSet(low.getAsInt()) && !stopped;
    }

    /// Where the entry of `index` lies in [HostBus#memory()]; -1 if the bus refuses it, which stops the ring.
    long entry(int index) {
        long base =
                (long) high.getAsInt() << Integer.SIZE
                        | Integer.toUnsignedLong(
                                low.getAsInt() & Registers.RING_LOW_ADDRESS.mask());
        long at = bus.reach(base + (long) (index & entries - 1) * RingEntry.BYTES, RingEntry.BYTES);
        stopped |= at < 0;
        return at;
    }
}
