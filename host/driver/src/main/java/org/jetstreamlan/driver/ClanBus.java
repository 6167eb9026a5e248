package org.jetstreamlan.driver;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// What a backend of an adapter with CLAN has beyond [Adapter]: the aperture window, and host memory that the adapter reaches by itself.
public interface ClanBus {
    /// Stores a run of bytes to the aperture window, lowest first, each cell of 8 bytes by one write of the bus.
    ///
    /// **Order.** Stores take effect in the order of the calls, and behind what the host has stored to its memory before. A call may return before its
    /// stores have happened.
    ///
    /// @param offset in the window, in bytes, any alignment
    /// @throws AdapterFault if the bus refuses one, now or at a later access
    void store(int offset, MemorySegment from, long at, int bytes);

    /// Stores an aligned word of 32 bits.
    ///
    /// @throws AdapterFault as above
    void store(int offset, int value);

    /// The window as memory of this process, where the processor's stores reach it: a device's, mapped. A simulated bus has none, since it must be
    /// told of each store.
    default Optional<MemorySegment> window() {
        return Optional.empty();
    }

    /// Lets the adapter reach memory of this process: pins it, and enters it where the bus looks.
    ///
    /// @param memory native
    /// @return bus address of its first byte, equal to its own address modulo 4,096
    long map(MemorySegment memory);

    /// Takes it back. The adapter must not use it any more.
    void unmap(MemorySegment memory);

    /// Lets the adapter reach memory of another process, wherever its owner lets something be read or written there. Not where the adapter is a device, whose bus reaches pages that are pinned.
    ///
    /// @return what is added to an address there for the bus address, a multiple of 4,096
    /// @throws AdapterFault if this backend cannot
    default long map(OtherMemory memory) {
        throw new AdapterFault(
                "bus: this adapter reaches no memory of other processes; register memory of the adapter's owner");
    }

    /// Takes it back.
    default void unmap(OtherMemory memory) {}
}
