package org.jetstreamlan.sim.axi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What an [Axi4Subordinate] has, and what it refuses.
final class SubordinateMemory {
    static final int OKAY = 0;
    private static final int SLVERR = 2;
    private static final int DECERR = 3;

    private MemorySegment memory;
    private long base;
    private long refusedFrom;
    private long refusedBytes;

    SubordinateMemory(MemorySegment memory, long base) {
        this.memory = memory;
        this.base = base;
    }

    void map(MemorySegment other, long from) {
        memory = other;
        base = from;
    }

    void refuse(long address, long bytes) {
        refusedFrom = address;
        refusedBytes = bytes;
    }

    /// The response to a burst from `address` on.
    int response(long address, int bytes) {
        long at = address - base;
        if (at < 0 || at + bytes > memory.byteSize()) {
            return DECERR;
        }
        boolean refused = address + bytes > refusedFrom && address < refusedFrom + refusedBytes;
        return refused ? SLVERR : OKAY;
    }

    /// Bit i of `strobes` writes byte i of `data`.
    void write(long address, long data, int bytes, int strobes) {
        for (int i = 0; i < bytes; i++) {
            if ((strobes >>> i & 1) != 0) {
                memory.set(
                        ValueLayout.JAVA_BYTE, address - base + i, (byte) (data >>> i * Byte.SIZE));
            }
        }
    }

    long read(long address, int bytes) {
        long data = 0;
        for (int i = 0; i < bytes; i++) {
            long octet = memory.get(ValueLayout.JAVA_BYTE, address - base + i) & 0xFF;
            data |= octet << i * Byte.SIZE;
        }
        return data;
    }
}
