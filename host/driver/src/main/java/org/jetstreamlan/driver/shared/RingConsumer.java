package org.jetstreamlan.driver.shared;

import java.lang.foreign.MemorySegment;

/// The side of a ring that reads: each entry is copied into private memory, once, before anybody looks at it. One thread; allocates nothing.
public final class RingConsumer {
    private final MemorySegment memory;
    private final RingPlace place;
    private int consumed;
    private int produced;

    /// For a ring that is empty, both indices 0.
    public RingConsumer(MemorySegment memory, RingPlace place) {
        this.memory = memory;
        this.place = place;
    }

    /// Takes the oldest entry, 64 bytes.
    ///
    /// @param into private memory
    /// @return false if there is none
    /// @throws RingFault if the producer says that it has written more than the ring holds
    public boolean poll(MemorySegment into, long at) {
        if (!hasEntry()) {
            return false;
        }
        MemorySegment.copy(memory, place.entry(consumed), into, at, RingPlace.ENTRY_BYTES);
        consumed++;
        RingPlace.write(memory, place.consumerAt(), consumed);
        return true;
    }

    /// Whether there is an entry.
    ///
    /// @throws RingFault as [#poll]
    public boolean hasEntry() {
        return produced != consumed || look();
    }

    private boolean look() {
        int index = RingPlace.read(memory, place.producerAt());
        if (Integer.compareUnsigned(index - consumed, place.entries()) > 0) {
            throw new RingFault(
                    "ring: producer at %d, %d entries ahead in a ring of %d"
                            .formatted(
                                    index,
                                    Integer.toUnsignedLong(index - consumed),
                                    place.entries()));
        }
        produced = index;
        return produced != consumed;
    }
}
