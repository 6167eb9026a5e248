package org.jetstreamlan.driver.shared;

import java.lang.foreign.MemorySegment;

/// The side of a ring that writes. Its own index is private; the consumer's is read and judged each time that the ring seems full. One thread; allocates nothing.
public final class RingProducer {
    private final MemorySegment memory;
    private final RingPlace place;
    private int produced;
    private int consumed;

    /// For a ring that is empty, both indices 0.
    public RingProducer(MemorySegment memory, RingPlace place) {
        this.memory = memory;
        this.place = place;
    }

    /// Copies an entry of 64 bytes into the ring and shows it to the consumer.
    ///
    /// @return false if the ring is full
    /// @throws RingFault if the consumer says that it has read what was never written
    public boolean offer(MemorySegment from, long at) {
        if (!hasRoom()) {
            return false;
        }
        MemorySegment.copy(from, at, memory, place.entry(produced), RingPlace.ENTRY_BYTES);
        produced++;
        RingPlace.write(memory, place.producerAt(), produced);
        return true;
    }

    /// Whether an entry would fit.
    ///
    /// @throws RingFault as [#offer]
    public boolean hasRoom() {
        return produced - consumed < place.entries() || look();
    }

    private boolean look() {
        int index = RingPlace.read(memory, place.consumerAt());
        if (Integer.compareUnsigned(produced - index, produced - consumed) > 0) {
            throw new RingFault(
                    "ring: consumer at %d, which is not between %d and %d"
                            .formatted(index, consumed, produced));
        }
        consumed = index;
        return produced - consumed < place.entries();
    }
}
