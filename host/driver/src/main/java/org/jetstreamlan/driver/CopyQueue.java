package org.jetstreamlan.driver;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.CopyCompletion;
import org.jetstreamlan.abi.CopyDescriptor;
import org.jetstreamlan.abi.CopyOutcome;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.Window;
import org.jspecify.annotations.Nullable;

/// The host's side of copy ring and copy completion ring: copies between memory that the adapter reaches and blocks.
///
/// ```
/// runs in blocks   |run 0|.....|  run 1  |       a descriptor for each block of each
/// host's memory    |run 0|  run 1  |             one piece
/// ```
/// A copy is done when it returns: its descriptors are written, one doorbell tells of as many as the ring takes, and their completions are polled for.
final class CopyQueue {
    /// From so many bytes on it is sooner done than through the window, whose beats are half as wide.
    static final int WORTH_BYTES = 512;

    /// Most bytes of a descriptor: whole cells, so that one that is cut for its length stays aligned.
    private static final int RUN_BYTES = CopyDescriptor.BYTES_MAXIMUM & -8;

    /// Looks without a completion before the adapter is asked whether its ring has stopped.
    private static final int LOOKS = 4_096;

    private static final long PATIENCE_CLOCKS = 10_000_000;

    private final Adapter adapter;
    private final int ring;
    private final int log2BlockBytes;
    private final MemorySegment descriptors;
    private final MemorySegment completions;
    private final List<MappedMemory> mapped = new ArrayList<>();

    /// Free-running; the hardware sees the lower 16 bits.
    private int produced;

    private int completed;

    // Of the copy under way.
    private CopyOutcome outcome = CopyOutcome.COPIED;
    private int sum;
    private long summed;

    // Bytes of the descriptors under way, by slot.
    private final int[] lengths;

    CopyQueue(Adapter adapter, Capabilities capabilities, HostRings rings) {
        this.adapter = adapter;
        ring = capabilities.copyRing();
        log2BlockBytes = capabilities.log2BlockBytes();
        descriptors = rings.copies();
        completions = rings.copyCompletions();
        lengths = new int[ring];
    }

    /// Empty if this adapter does not copy, or cannot reach that memory.
    Optional<MappedMemory> map(MemorySegment memory) {
        if (ring == 0) {
            return Optional.empty();
        }
        var address = adapter.map(memory);
        if (address.isEmpty()) {
            return Optional.empty();
        }
        var added = new MappedMemory(this, memory, address.getAsLong());
        mapped.add(added);
        return Optional.of(added);
    }

    void unmap(MappedMemory memory) {
        if (mapped.remove(memory)) {
            adapter.unmap(memory.memory());
        }
    }

    /// Takes all memory back.
    void close() {
        while (!mapped.isEmpty()) {
            mapped.getLast().close();
        }
    }

    /// The mapped memory that these bytes are in, if it is worth it to have them copied by the adapter; else null.
    @Nullable MappedMemory worth(MemorySegment memory, long at, int bytes) {
        if (bytes < WORTH_BYTES || !memory.isNative()) {
            return null;
        }
        for (int i = 0; i < mapped.size(); i++) {
            if (mapped.get(i).holds(memory.address() + at, bytes)) {
                return mapped.get(i);
            }
        }
        return null;
    }

    /// Copies between runs of a pool's blocks and one piece of memory, which [#worth] has found.
    ///
    /// @param from address of the first byte in this process
    /// @param sums [#sum] is wanted
    /// @return MEMORY_ERROR: the adapter's memory has lost some of it
    /// @throws AdapterFault if the bus has refused some of it, or ended a ring
    Outcome copy(
            WindowRuns runs,
            int pool,
            MappedMemory memory,
            long from,
            boolean toHost,
            boolean sums) {
        outcome = CopyOutcome.COPIED;
        sum = 0;
        summed = 0;
        long address = memory.busAddress(from);
        for (int i = 0; i < runs.count(); i++) {
            int place = runs.offset(i) - Window.BLOCKS;
            int end = place + runs.length(i);
            while (place < end) {
                int offset = place & (1 << log2BlockBytes) - 1;
                int bytes =
                        Math.min(Math.min(end - place, (1 << log2BlockBytes) - offset), RUN_BYTES);
                describe(place >>> log2BlockBytes, pool, toHost, sums, offset, bytes, address);
                place += bytes;
                address += bytes;
            }
        }
        finish();
        return switch (outcome) {
            case COPIED -> Outcome.OK;
            case MEMORY_ERROR -> Outcome.MEMORY_ERROR;
            case BUS_ERROR ->
                    throw new AdapterFault(
                            "copy of %d bytes: the host's bus has refused some of them; check that the memory is mapped"
                                    .formatted(runs.bytes()));
            case INVALID ->
                    throw new AdapterFault(
                            "copy of %d bytes: refused by the adapter; its pool %d does not hold these blocks"
                                    .formatted(runs.bytes(), pool));
        };
    }

    /// Internet sum of what was copied last, if that was wanted.
    int sum() {
        return sum;
    }

    private void describe(
            int block, int pool, boolean toHost, boolean sums, int offset, int bytes, long at) {
        if (produced - completed == ring) {
            finish();
        }
        int slot = produced & ring - 1;
        lengths[slot] = bytes;
        CopyDescriptor.write(
                descriptors,
                (long) slot * RingEntry.BYTES,
                block,
                pool,
                toHost,
                sums,
                offset,
                bytes,
                at,
                produced);
        produced++;
    }

    /// Tells the adapter of what is described, and waits until all of it is done.
    private void finish() {
        if (produced == completed) {
            return;
        }
        VarHandle.releaseFence();
        adapter.writeRegister(Registers.COPY_PRODUCER.offset(), produced & 0xFFFF);
        long begin = adapter.clocks();
        int looks = 0;
        while (produced != completed) {
            long entry = (long) (completed & ring - 1) * RingEntry.BYTES;
            if (RingEntry.isWritten(completions, entry, completed)) {
                complete(entry);
                looks = 0;
            } else {
                adapter.pause();
                if (++looks % LOOKS == 0) {
                    requireGoing(begin);
                }
            }
        }
        adapter.writeRegister(Registers.COPY_COMPLETION_CONSUMER.offset(), completed & 0xFFFF);
    }

    private void complete(long entry) {
        int word = CopyCompletion.resultWord(completions, entry);
        if (CopyCompletion.cookie(completions, entry) != completed) {
            throw new AdapterFault(
                    "copy completion %d carries the cookie of descriptor %d"
                            .formatted(completed, CopyCompletion.cookie(completions, entry)));
        }
        var how = CopyOutcome.of(CopyCompletion.OUTCOME.get(word));
        if (how != CopyOutcome.COPIED) {
            outcome = how;
        }
        sum = InternetChecksum.join(sum, summed, CopyCompletion.SUM.get(word));
        summed += lengths[completed & ring - 1];
        completed++;
    }

    private void requireGoing(long begin) {
        int status = adapter.readRegister(Registers.BUS_STATUS.offset());
        if (Registers.BUS_COPY_STOPPED.isSet(status)
                || Registers.BUS_COPY_COMPLETION_STOPPED.isSet(status)) {
            throw new AdapterFault(
                    "adapter: the host's bus has refused an entry of a copy ring (BUS_STATUS %#x); open the driver again"
                            .formatted(status));
        }
        if (adapter.clocks() - begin > PATIENCE_CLOCKS) {
            throw new AdapterFault(
                    "adapter: no end of a copy after %,d clocks (BUS_STATUS %#x); check the bus"
                            .formatted(PATIENCE_CLOCKS, status));
        }
    }
}
