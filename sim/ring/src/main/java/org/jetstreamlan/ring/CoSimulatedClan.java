package org.jetstreamlan.ring;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jetstreamlan.driver.AdapterFault;
import org.jetstreamlan.driver.ClanBus;
import org.jetstreamlan.sim.axi.Axi4Stores;
import org.jetstreamlan.sim.axi.Axi4Subordinate;

/// The aperture of a simulated adapter with CLAN, and the memory that it is let reach: each cell that is stored is a beat on `s_clan`.
///
/// A call returns when the bus has answered.
final class CoSimulatedClan implements ClanBus {
    private static final int CELL_BYTES = 8;
    private static final long PATIENCE_CLOCKS = 1_000_000;

    /// What is between an address of the host and one of the bus: a multiple of 4 KiB.
    private static final long MAPPED = 0x0100_0000_0000_0000L;

    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfLong CELL =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Axi4Stores stores;
    private final Axi4Subordinate memory;
    private final RingSimulation ring;

    CoSimulatedClan(Axi4Stores stores, Axi4Subordinate memory, RingSimulation ring) {
        this.stores = stores;
        this.memory = memory;
        this.ring = ring;
    }

    @Override
    public void store(int offset, MemorySegment from, long at, int bytes) {
        int done = 0;
        while (done < bytes) {
            int lane = offset + done & CELL_BYTES - 1;
            int count = Math.min(bytes - done, CELL_BYTES - lane);
            stores.store(
                    offset + done - lane,
                    cell(from, at + done, count) << lane * Byte.SIZE,
                    (1 << lane + count) - (1 << lane));
            done += count;
        }
        finish(offset, bytes);
    }

    private static long cell(MemorySegment from, long at, int bytes) {
        if (bytes == CELL_BYTES) {
            return from.get(CELL, at);
        }
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (from.get(BYTE, at + i) & 0xFFL) << i * Byte.SIZE;
        }
        return value;
    }

    @Override
    public void store(int offset, int value) {
        int lane = offset & CELL_BYTES - 1;
        stores.store(offset - lane, Integer.toUnsignedLong(value) << lane * Byte.SIZE, 0xF << lane);
        finish(offset, Integer.BYTES);
    }

    private void finish(int offset, int bytes) {
        long refused = stores.refused();
        if (!ring.await(() -> !stores.isBusy(), PATIENCE_CLOCKS)) {
            throw new AdapterFault(
                    "aperture store of %d bytes at %#08x: no answer in %,d clocks"
                            .formatted(bytes, offset, PATIENCE_CLOCKS));
        }
        if (stores.refused() != refused) {
            throw new AdapterFault(
                    "aperture store of %d bytes at %#08x: no page, beyond its length, or no such doorbell; ApertureEntry has the places"
                            .formatted(bytes, offset));
        }
    }

    @Override
    public long map(MemorySegment segment) {
        if (!segment.isNative()) {
            throw new IllegalArgumentException(
                    "map: %d bytes on the heap; only native memory has an address"
                            .formatted(segment.byteSize()));
        }
        long address = segment.address() + MAPPED;
        memory.add(segment, address);
        return address;
    }

    @Override
    public void unmap(MemorySegment segment) {
        memory.remove(segment.address() + MAPPED);
    }
}
