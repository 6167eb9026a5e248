package org.jetstreamlan.driver;

import java.lang.foreign.MemorySegment;

/// Memory of the host that an adapter reads and writes by itself.
///
/// @param segment the host's view, aligned to [org.jetstreamlan.abi.RingEntry#ALIGNMENT]; any thread may touch it
/// @param busAddress where the adapter finds its first byte, aligned alike
public record HostMemory(MemorySegment segment, long busAddress) {
    /// A part of it.
    HostMemory part(long from, long bytes) {
        return new HostMemory(segment.asSlice(from, bytes), busAddress + from);
    }
}
