package org.jetstreamlan.driver.shared;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Where a ring lies in shared memory: free-running 32-bit indices, slot = index mod entries, empty when equal.
///
/// ```
/// producerAt   index of the next entry to write      written by the producer
/// consumerAt   index of the next entry to read       written by the consumer
/// entriesAt    entries x 64 bytes                    written by the producer
/// ```
/// The two indices should not share a cache line.
///
/// @param producerAt offset in bytes, a multiple of 4
/// @param consumerAt likewise
/// @param entriesAt likewise
/// @param entries a power of two
public record RingPlace(long producerAt, long consumerAt, long entriesAt, int entries) {
    /// Bytes of an entry.
    public static final int ENTRY_BYTES = 64;

    private static final VarHandle INDEX =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    public RingPlace {
        if (entries < 1 || Integer.bitCount(entries) != 1) {
            throw new IllegalArgumentException(
                    "ring of %d entries; take a power of two".formatted(entries));
        }
    }

    /// Offset of the entry with this index.
    long entry(int index) {
        return entriesAt + (long) (index & entries - 1) * ENTRY_BYTES;
    }

    /// What the other side wrote before it moved this index is seen after it.
    static int read(MemorySegment memory, long at) {
        return (int) INDEX.getAcquire(memory, at);
    }

    /// Behind all that was written before.
    static void write(MemorySegment memory, long at, int index) {
        INDEX.setRelease(memory, at, index);
    }
}
