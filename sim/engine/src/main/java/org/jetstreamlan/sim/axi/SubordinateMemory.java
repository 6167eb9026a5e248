package org.jetstreamlan.sim.axi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an [Axi4Subordinate] has, and what it refuses.
final class SubordinateMemory {
    static final int OKAY = 0;
    private static final int SLVERR = 2;
    private static final int DECERR = 3;

    /// Bytes of the longest word that a manager reads or writes at once.
    private static final int WORD = 8;

    /// A piece of it, of whole words: what of the first and the last lies outside of the memory reads 0 and cannot be written.
    ///
    /// @param base address of its first byte
    private record Piece(MemorySegment memory, long base) {
        boolean holds(long address, long bytes) {
            long end = base + memory.byteSize() + WORD - 1 & -WORD;
            return address >= (base & -WORD) && address + bytes <= end;
        }

        boolean has(long address) {
            return address >= base && address < base + memory.byteSize();
        }
    }

    private final List<Piece> added = new ArrayList<>();
    private Piece first;
    private long refusedFrom;
    private long refusedBytes;

    SubordinateMemory(MemorySegment memory, long base) {
        first = new Piece(memory, base);
    }

    void map(MemorySegment other, long from) {
        first = new Piece(other, from);
    }

    void add(MemorySegment memory, long base) {
        added.add(new Piece(memory, base));
    }

    /// The last one that was added there: others may lie at the same place.
    void remove(long base) {
        for (int i = added.size() - 1; i >= 0; i--) {
            if (added.get(i).base == base) {
                added.remove(i);
                return;
            }
        }
    }

    void refuse(long address, long bytes) {
        refusedFrom = address;
        refusedBytes = bytes;
    }

    private @Nullable Piece find(long address, long bytes) {
        if (first.holds(address, bytes)) {
            return first;
        }
        for (int i = 0; i < added.size(); i++) {
            if (added.get(i).holds(address, bytes)) {
                return added.get(i);
            }
        }
        return null;
    }

    /// The response to a burst from `address` on.
    int response(long address, int bytes) {
        if (find(address, bytes) == null) {
            return DECERR;
        }
        boolean refused = address + bytes > refusedFrom && address < refusedFrom + refusedBytes;
        return refused ? SLVERR : OKAY;
    }

    /// Bit i of `strobes` writes byte i of `data`.
    void write(long address, long data, int bytes, int strobes) {
        var piece = require(address, bytes);
        for (int i = 0; i < bytes; i++) {
            if ((strobes >>> i & 1) != 0) {
                // Beyond the end this throws.
                piece.memory.set(
                        ValueLayout.JAVA_BYTE,
                        address - piece.base + i,
                        (byte) (data >>> i * Byte.SIZE));
            }
        }
    }

    long read(long address, int bytes) {
        var piece = require(address, bytes);
        long data = 0;
        for (int i = 0; i < bytes; i++) {
            long at = address + i;
            int octet =
                    piece.has(at)
                            ? piece.memory.get(ValueLayout.JAVA_BYTE, at - piece.base) & 0xFF
                            : 0;
            data |= (long) octet << i * Byte.SIZE;
        }
        return data;
    }

    private Piece require(long address, int bytes) {
        var piece = find(address, bytes);
        if (piece == null) {
            throw new IndexOutOfBoundsException(
                    "memory behind the bus: %d bytes at %#x are not there; map them"
                            .formatted(bytes, address));
        }
        return piece;
    }
}
