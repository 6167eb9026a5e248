package org.jetstreamlan.driver;

import java.lang.foreign.MemorySegment;

/// Memory of another process, by that process's addresses. An access ends: it may be refused, but it does not wait for that process.
public interface OtherMemory {
    /// @return false if not all of these bytes are there, or the process has gone
    boolean read(long address, MemorySegment into, long at, long bytes);

    /// Writes, the last bytes behind all others. As [#read].
    boolean write(long address, MemorySegment from, long at, long bytes);
}
