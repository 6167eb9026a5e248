package org.jetstreamlan.model.adapter;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.driver.HostMemory;

/// The host's memory as the adapter reaches it.
final class HostBus {
    /// Any, with bits in both halves.
    private static final long ADDRESS = 0x0041_2000_0000L;

    private final Runnable refused;
    private MemorySegment memory = MemorySegment.NULL;

    /// @param refused told of each access outside of the memory
    HostBus(Runnable refused) {
        this.refused = refused;
    }

    HostMemory allocate(long bytes) {
        memory = Arena.ofAuto().allocate(bytes, RingEntry.ALIGNMENT);
        return new HostMemory(memory, ADDRESS);
    }

    MemorySegment memory() {
        return memory;
    }

    /// Where in [#memory()] this address is; -1 if the bus refuses the access.
    long reach(long address, long bytes) {
        long at = address - ADDRESS;
        if (at < 0 || at + bytes > memory.byteSize()) {
            refused.run();
            return -1;
        }
        return at;
    }
}
