package org.jetstreamlan.driver;

import java.lang.foreign.MemorySegment;

/// Memory of the host that the adapter reaches, until it is closed: copies between it and blocks are the adapter's, and the data crosses the bus once.
/// [Driver#map] makes it.
public final class MappedMemory implements AutoCloseable {
    private final CopyQueue copies;
    private final MemorySegment memory;
    private final long busAddress;

    MappedMemory(CopyQueue copies, MemorySegment memory, long busAddress) {
        this.copies = copies;
        this.memory = memory;
        this.busAddress = busAddress;
    }

    /// The memory.
    public MemorySegment memory() {
        return memory;
    }

    /// Whether these bytes are among it.
    boolean holds(long address, long bytes) {
        long at = address - memory.address();
        return at >= 0 && at + bytes <= memory.byteSize();
    }

    /// Where the adapter finds what this process has at `address`.
    long busAddress(long address) {
        return busAddress + (address - memory.address());
    }

    /// Takes it back: copies between it and blocks go through the window again. Closing twice does nothing.
    @Override
    public void close() {
        copies.unmap(this);
    }
}
