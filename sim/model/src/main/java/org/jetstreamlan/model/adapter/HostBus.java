package org.jetstreamlan.model.adapter;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.driver.HostMemory;
import org.jspecify.annotations.Nullable;

/// The host's memory as the adapter reaches it.
final class HostBus {
    /// Any, with bits in both halves.
    private static final long ADDRESS = 0x0041_2000_0000L;

    /// What is between an address of the host and one of the bus, in memory that is mapped.
    private static final long MAPPED = 0x0100_0000_0000_0000L;

    private final Runnable refused;
    private final List<MemorySegment> mapped = new ArrayList<>();
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

    /// Lets the adapter reach memory of the host.
    ///
    /// @return its bus address
    long map(MemorySegment newMemory) {
        mapped.add(newMemory);
        return newMemory.address() + MAPPED;
    }

    void unmap(MemorySegment oldMemory) {
        for (int i = 0; i < mapped.size(); i++) {
            var segment = mapped.get(i);
            if (segment.address() == oldMemory.address()
                    && segment.byteSize() == oldMemory.byteSize()) {
                mapped.remove(i);
                return;
            }
        }
    }

    /// Reads any memory that the adapter reaches; false if the bus refuses that.
    boolean read(long address, MemorySegment into, long at, long bytes) {
        var from = find(address, bytes);
        if (from == null) {
            return false;
        }
        MemorySegment.copy(from, 0, into, at, bytes);
        return true;
    }

    /// Writes any memory that the adapter reaches, its last bytes behind all others; false if the bus refuses that.
    boolean write(long address, MemorySegment from, long at, long bytes) {
        var into = find(address, bytes);
        if (into == null) {
            return false;
        }
        MemorySegment.copy(from, at, into, 0, bytes);
        return true;
    }

    private @Nullable MemorySegment find(long address, long bytes) {
        long own = address - ADDRESS;
        if (own >= 0 && own + bytes <= memory.byteSize()) {
            return memory.asSlice(own, bytes);
        }
        for (var segment : mapped) {
            long at = address - MAPPED - segment.address();
            if (at >= 0 && at + bytes <= segment.byteSize()) {
                return segment.asSlice(at, bytes);
            }
        }
        return null;
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
