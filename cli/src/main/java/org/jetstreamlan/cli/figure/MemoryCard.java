package org.jetstreamlan.cli.figure;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Completion;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.Window;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.driver.HostMemory;
import org.jetstreamlan.driver.WindowRuns;

/// A card in memory, whose every access takes as little as can be, so that what is measured is the driver: it has a free list, sends each frame
/// at its doorbell to nobody, and completes it.
final class MemoryCard implements Adapter {
    /// Word TAIL of [TransmitDescriptor#LAYOUT].
    private static final int COOKIE_AT = 12;

    private final Capabilities capabilities = Capabilities.ECP5;
    private final MemorySegment window = Arena.ofAuto().allocate(Window.BYTES, 64);
    private final int[] free = new int[capabilities.blocks()];
    private int taken;
    private int returned = free.length;
    private HostMemory memory = new HostMemory(MemorySegment.NULL, 0);
    private int transmitRing;
    private int completionRing;
    private int completions;
    private long clocks;

    MemoryCard() {
        for (int block = 0; block < free.length; block++) {
            free[block] = block;
        }
    }

    @Override
    public int readRegister(int offset) {
        clocks++;
        if (offset >= Registers.ALLOC.offset() && offset < Registers.ALLOC.end()) {
            return taken == returned
                    ? Registers.ALLOC_REFUSED.mask()
                    : free[taken++ & free.length - 1];
        }
        return identity(offset);
    }

    private int identity(int offset) {
        if (offset == Registers.IDENTIFICATION.offset()) {
            return Registers.IDENTIFICATION_VALUE;
        }
        if (offset == Registers.VERSION.offset()) {
            return Registers.VERSION_VALUE;
        }
        if (offset == Registers.BLOCKS.offset()) {
            return capabilities.blocksRegister();
        }
        if (offset == Registers.TABLES.offset()) {
            return capabilities.tablesRegister();
        }
        if (offset == Registers.RINGS.offset()) {
            return capabilities.ringsRegister();
        }
        return offset == Registers.STATUS.offset() ? Registers.STATUS_READY.mask() : 0;
    }

    @Override
    public void writeRegister(int offset, int value) {
        clocks++;
        if (offset == Registers.FREE.offset()) {
            free[returned++ & free.length - 1] = value;
        } else if (offset == Registers.TRANSMIT_PRODUCER.offset()) {
            while ((completions & 0xFFFF) != value) {
                complete();
            }
        } else if (offset == Registers.TRANSMIT_RING_LOW.offset()) {
            transmitRing = value & Registers.RING_LOW_ADDRESS.mask();
        } else if (offset == Registers.COMPLETION_RING_LOW.offset()) {
            completionRing = value & Registers.RING_LOW_ADDRESS.mask();
        }
    }

    private void complete() {
        var rings = memory.segment();
        long descriptor = entry(transmitRing, completions & capabilities.transmitRing() - 1);
        long completion = entry(completionRing, completions & capabilities.completionRing() - 1);
        rings.set(WindowWords.INT, completion, rings.get(WindowWords.INT, descriptor + COOKIE_AT));
        rings.set(
                WindowWords.INT,
                completion + 4,
                Completion.RESULT.of(CompletionResult.RETURNED.ordinal()));
        RingEntry.publish(rings, completion, completions);
        completions++;
    }

    private static long entry(int ring, int slot) {
        return ring + (long) slot * RingEntry.BYTES;
    }

    @Override
    public HostMemory hostMemory(long bytes) {
        memory = new HostMemory(Arena.ofAuto().allocate(bytes, RingEntry.ALIGNMENT), 0);
        return memory;
    }

    @Override
    public void readWindow(int offset, MemorySegment into, long at, int bytes) {
        MemorySegment.copy(window, offset, into, at, bytes);
    }

    @Override
    public void writeWindow(int offset, MemorySegment from, long at, int bytes) {
        MemorySegment.copy(from, at, window, offset, bytes);
    }

    @Override
    public int readWindowSummed(WindowRuns runs, MemorySegment into, long at) {
        return runs.copyFrom(window, 0, into, at);
    }

    @Override
    public int writeWindowSummed(WindowRuns runs, MemorySegment from, long at) {
        return runs.copyTo(window, 0, from, at);
    }

    @Override
    public boolean awaitInterrupt(long timeoutClocks) {
        clocks += timeoutClocks;
        return false;
    }

    @Override
    public long clocks() {
        return clocks;
    }

    @Override
    public void close() {}
}
