package org.jetstreamlan.driver.clan;

import java.lang.foreign.MemorySegment;
import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.abi.clan.StatusPage;

/// The send queue of an endpoint: descriptors that its adapter carries out in order, by DMA.
///
/// ```
///   ──────┬───────────────┬────────────────┬──────   indices, free-running, 16 bits
///    acknowledged        rung            posted
/// ```
/// Descriptors are written by [#post], their segments by [#segment] and [#inline]; [#ring] tells the adapter of all that were posted. A slot is free again when its descriptor
/// is acknowledged; until then the memory that it names must stay as it is.
public final class SendQueue {
    private static final int INDEX_MASK = 0xFFFF;

    private final ClanEndpoint endpoint;
    private final MemorySegment entries;
    private final int size;
    private int posted;

    SendQueue(ClanEndpoint endpoint, MemorySegment entries, int size) {
        this.endpoint = endpoint;
        this.entries = entries;
        this.size = size;
    }

    /// Descriptors that it holds.
    public int size() {
        return size;
    }

    void reset() {
        posted = 0;
        entries.fill((byte) 0);
    }

    /// Index of the next descriptor.
    public int posted() {
        return posted;
    }

    /// Index of the first descriptor whose frames the peer's adapter does not all have.
    public int acknowledged() {
        return StatusPage.DESCRIPTORS_ACKNOWLEDGED.get(
                endpoint.statusWord(StatusPage.DESCRIPTORS_AT));
    }

    /// Index of the first descriptor that asked for a REPLY and has none.
    public int replied() {
        return StatusPage.DESCRIPTORS_REPLIED.get(endpoint.statusWord(StatusPage.DESCRIPTORS_AT));
    }

    /// READs that are done, 16 bits, free-running.
    public int readsDone() {
        return StatusPage.READS_DONE.get(endpoint.statusWord(StatusPage.READS_AT));
    }

    /// Whether index `done` is behind that of a descriptor.
    public static boolean isBehind(int done, int index) {
        return (short) (done - index) > 0;
    }

    /// Slots that are free.
    public int room() {
        return size - (posted - acknowledged() & INDEX_MASK);
    }

    /// Writes a descriptor but for its segments or data.
    ///
    /// @param head word 0, of the fields of [DmaDescriptor]
    /// @param remoteAddress in the peer's region `remoteKey`
    /// @return its index; below 0 if there is no slot
    public int post(int head, int cookie, int remoteKey, long remoteAddress) {
        if (room() <= 0) {
            return -1;
        }
        DmaDescriptor.write(entries, at(posted), head, cookie, remoteKey, remoteAddress);
        int index = posted;
        posted = posted + 1 & INDEX_MASK;
        return index;
    }

    /// Writes a segment of a descriptor that has been posted and not rung.
    ///
    /// @param segment 0 or 1
    /// @param address in the region, as this process names it
    public void segment(int index, int segment, int key, int bytes, long address) {
        DmaDescriptor.writeSegment(entries, at(index), segment, key, bytes, address);
    }

    /// Writes the data of a descriptor with INLINE that has been posted and not rung.
    public void inline(int index, MemorySegment from, long at, int bytes) {
        MemorySegment.copy(from, at, entries, at(index) + DmaDescriptor.SEGMENTS_AT, bytes);
    }

    private long at(int index) {
        return (long) (index & size - 1) * DmaDescriptor.BYTES;
    }

    /// Tells the adapter of all that have been posted.
    public void ring() {
        endpoint.doorbell(ApertureEntry.PRODUCER_AT, posted);
    }

    /// Posts and rings a transfer of one run of a region.
    ///
    /// @param flags as in the descriptor's head
    /// @return its index; below 0 if there is no slot
    public int transfer(
            int operation,
            int flags,
            RemoteRegion to,
            long offset,
            Region from,
            long at,
            int bytes) {
        int head = DmaDescriptor.OPERATION.of(operation) | flags | DmaDescriptor.COUNT.of(1);
        int index = post(head, 0, to.key(), to.address() + offset);
        if (index >= 0) {
            segment(index, 0, from.key(), bytes, from.address() + at);
            ring();
        }
        return index;
    }
}
