package org.jetstreamlan.model.adapter;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.driver.HostMemory;
import org.jetstreamlan.driver.OtherMemory;
import org.jspecify.annotations.Nullable;

/// The host's memory as the adapter reaches it.
final class HostBus {
    /// Any, with bits in both halves.
    private static final long ADDRESS = 0x0041_2000_0000L;

    /// What is between an address of the host and one of the bus, in memory that is mapped.
    private static final long MAPPED = 0x0100_0000_0000_0000L;

    /// Where the addresses of other processes begin, the first 2^48 of them each.
    private static final long OTHERS = 0x0200_0000_0000_0000L;

    private static final int OTHERS_LOG2 = 48;

    private final Runnable refused;
    private final List<Piece> mapped = new ArrayList<>();
    private final List<@Nullable OtherMemory> others = new ArrayList<>();
    private Piece own = new Piece(MemorySegment.NULL, ADDRESS);

    /// Memory that the adapter reaches.
    ///
    /// @param base bus address of its first byte
    private record Piece(MemorySegment memory, long base) {
        boolean holds(long address, long bytes) {
            long at = address - base;
            return at >= 0 && at + bytes <= memory.byteSize();
        }
    }

    /// @param refused told of each access outside of the memory
    HostBus(Runnable refused) {
        this.refused = refused;
    }

    HostMemory allocate(long bytes) {
        own = new Piece(Arena.ofAuto().allocate(bytes, RingEntry.ALIGNMENT), ADDRESS);
        return new HostMemory(own.memory, ADDRESS);
    }

    MemorySegment memory() {
        return own.memory;
    }

    /// Lets the adapter reach memory of the host.
    ///
    /// @return its bus address
    long map(MemorySegment newMemory) {
        long base = newMemory.address() + MAPPED;
        mapped.add(new Piece(newMemory, base));
        return base;
    }

    void unmap(MemorySegment oldMemory) {
        for (int i = 0; i < mapped.size(); i++) {
            var segment = mapped.get(i).memory;
            if (segment.address() == oldMemory.address()
                    && segment.byteSize() == oldMemory.byteSize()) {
                mapped.remove(i);
                return;
            }
        }
    }

    /// Lets the adapter reach memory of another process.
    ///
    /// @return bus address of its address 0
    long map(OtherMemory other) {
        int place = others.indexOf(null);
        if (place < 0) {
            place = others.size();
            others.add(other);
        } else {
            others.set(place, other);
        }
        return OTHERS + ((long) place << OTHERS_LOG2);
    }

    void unmap(OtherMemory other) {
        int place = others.indexOf(other);
        if (place >= 0) {
            others.set(place, null);
        }
    }

    private @Nullable OtherMemory other(long address, long bytes) {
        long place = address - OTHERS >> OTHERS_LOG2;
        boolean one = place == address + bytes - 1 - OTHERS >> OTHERS_LOG2;
        return one && place >= 0 && place < others.size() ? others.get((int) place) : null;
    }

    private static long within(long address) {
        return address & (1L << OTHERS_LOG2) - 1;
    }

    /// Reads any memory that the adapter reaches; false if the bus refuses that.
    boolean read(long address, MemorySegment into, long at, long bytes) {
        var other = other(address, bytes);
        if (other != null) {
            return other.read(within(address), into, at, bytes);
        }
        var from = find(address, bytes);
        if (from == null) {
            return false;
        }
        MemorySegment.copy(from.memory, address - from.base, into, at, bytes);
        return true;
    }

    /// Writes any memory that the adapter reaches, its last bytes behind all others; false if the bus refuses that.
    boolean write(long address, MemorySegment from, long at, long bytes) {
        var other = other(address, bytes);
        if (other != null) {
            return other.write(within(address), from, at, bytes);
        }
        var into = find(address, bytes);
        if (into == null) {
            return false;
        }
        MemorySegment.copy(from, at, into.memory, address - into.base, bytes);
        return true;
    }

    /// The memory that these bytes are in; null if the bus refuses them.
    private @Nullable Piece find(long address, long bytes) {
        if (own.holds(address, bytes)) {
            return own;
        }
        for (int i = 0; i < mapped.size(); i++) {
            if (mapped.get(i).holds(address, bytes)) {
                return mapped.get(i);
            }
        }
        return null;
    }

    /// Where in [#memory()] this address is; -1 if the bus refuses the access.
    long reach(long address, long bytes) {
        long at = address - ADDRESS;
        if (at < 0 || at + bytes > own.memory.byteSize()) {
            refused.run();
            return -1;
        }
        return at;
    }
}
