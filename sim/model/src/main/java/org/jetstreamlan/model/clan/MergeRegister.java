package org.jetstreamlan.model.clan;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.abi.clan.ClanOperation;
import org.jspecify.annotations.Nullable;

/// The frame that stores are being merged into: there is one.
final class MergeRegister {
    private static final long NEVER = Long.MAX_VALUE / 2;

    /// Words without a store that end a frame.
    private static final int MERGE_WORDS = 4;

    private final MemorySegment data =
            MemorySegment.ofArray(new byte[ClanFrame.DATA_BYTES_MAXIMUM]);
    private @Nullable Endpoint endpoint;
    private int window;
    private ClanOperation operation = ClanOperation.WRITE;
    private int key;
    private long begin;
    private int bytes;
    private int stores;
    private long endsAt = NEVER;

    void reset() {
        endpoint = null;
        endsAt = NEVER;
    }

    /// When what is open ends by itself.
    long endsAt() {
        return endsAt;
    }

    boolean isOf(Endpoint owner) {
        return endpoint == owner;
    }

    /// Forgets what is open of an endpoint.
    void discard(Endpoint owner) {
        if (endpoint == owner) {
            reset();
        }
    }

    /// Takes a store, of 1 to 8 bytes within a cell.
    ///
    /// @param offset in the aperture window
    /// @param address in the peer's memory
    /// @return whether the part had room
    boolean store(
            Endpoint owner,
            int offset,
            ClanOperation what,
            int region,
            long address,
            MemorySegment from,
            long at,
            int count,
            long now) {
        boolean goesOn =
                endpoint == owner
                        && offset >>> 16 == window >>> 16
                        && address == begin + bytes
                        && (address & ClanFrame.DATA_BYTES_MAXIMUM - 1) != 0;
        if (!goesOn) {
            end();
            begin(owner, offset, what, region, address);
        }
        boolean newCell = !goesOn || ClanFrame.lane(address) == 0;
        if (goesOn && newCell && owner.part.atHalf()) {
            end();
            begin(owner, offset, what, region, address);
            goesOn = false;
        }
        if (!goesOn && !owner.part.take() || newCell && !owner.part.take()) {
            reset();
            return false;
        }
        MemorySegment.copy(from, at, data, bytes, count);
        bytes += count;
        stores++;
        owner.part.stored();
        endsAt = now + MERGE_WORDS;
        return true;
    }

    private void begin(Endpoint owner, int offset, ClanOperation what, int region, long address) {
        endpoint = owner;
        window = offset;
        operation = what;
        key = region;
        begin = address;
        bytes = 0;
        stores = 0;
    }

    /// What is open becomes a frame.
    void end() {
        if (endpoint != null && bytes > 0) {
            var copy = MemorySegment.ofArray(data.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE));
            endpoint.part.add(OutFrame.ofStores(operation, 0, key, begin, copy, stores, window));
        }
        reset();
    }

    /// Cells that a frame of stores has in its part: its head, and those of its data.
    static int cells(OutFrame frame) {
        long lanes = ClanFrame.lane(frame.address()) + frame.bytes();
        return 1 + (int) ((lanes + ClanFrame.CELL_BYTES - 1) / ClanFrame.CELL_BYTES);
    }
}
