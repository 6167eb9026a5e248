package org.jetstreamlan.driver.clan;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.abi.clan.ClanFrame;

/// A peer's memory, to be written by stores. Opened by [ClanEndpoint#aperture].
///
/// A store counts against the endpoint's room until the peer's adapter has it: each of the methods says whether there was room, and does nothing where there was
/// not. A program that stores through [#segment()] counts for itself: one store too many breaks the endpoint (STORE_OVERRUN).
public final class Aperture implements AutoCloseable {
    /// What stores do.
    public enum Kind {
        /// Write a region with right RDMA_WRITE.
        WRITE(ApertureEntry.WRITE),
        /// Write a region with right MESSAGE.
        TRANSFER(ApertureEntry.TRANSFER);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /// In an aperture's entry.
        public int code() {
            return code;
        }
    }

    private final ClanEndpoint endpoint;
    private final ClanPort port;
    private final int firstPage;
    private final long bytes;
    private final MemorySegment cell = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);
    private boolean closed;

    Aperture(ClanEndpoint endpoint, ClanPort port, int firstPage, long bytes) {
        this.endpoint = endpoint;
        this.port = port;
        this.firstPage = firstPage;
        this.bytes = bytes;
    }

    /// Length in bytes.
    public long bytes() {
        return bytes;
    }

    int firstPage() {
        return firstPage;
    }

    /// The aperture as memory, where the backend can map the window: a store there is one here. Reads of it are errors.
    public Optional<MemorySegment> segment() {
        return port.window().map(window -> window.asSlice(offset(0), bytes));
    }

    private int offset(long at) {
        return firstPage * ApertureEntry.PAGE_BYTES + (int) at;
    }

    /// Stores a run of bytes, lowest first.
    ///
    /// @param to byte of the aperture
    /// @return whether there was room; else nothing is stored
    /// @throws ClanException OUT_OF_RANGE, CLOSED
    public boolean put(long to, MemorySegment from, long at, int count) {
        require(to, count);
        if (count == 0) {
            return true;
        }
        int cells = (ClanFrame.lane(to) + count + ClanFrame.CELL_BYTES - 1) / ClanFrame.CELL_BYTES;
        if (!endpoint.take(cells)) {
            return false;
        }
        port.store(offset(to), from, at, count);
        return true;
    }

    /// Stores an aligned word of 32 bits, little-endian.
    ///
    /// @return whether there was room
    /// @throws ClanException OUT_OF_RANGE, CLOSED
    public boolean put(long to, int value) {
        requireAligned(to, Integer.BYTES);
        cell.set(WindowWords.INT, 0, value);
        return put(to, cell, 0, Integer.BYTES);
    }

    /// Stores an aligned word of 64 bits, little-endian.
    ///
    /// @return whether there was room
    /// @throws ClanException OUT_OF_RANGE, CLOSED
    public boolean put(long to, long value) {
        requireAligned(to, Long.BYTES);
        cell.set(WindowWords.LONG, 0, value);
        return put(to, cell, 0, Long.BYTES);
    }

    private void requireAligned(long to, int alignment) {
        if (to % alignment != 0) {
            throw new ClanException(
                    ClanException.Reason.OUT_OF_RANGE,
                    "aperture: a word of %d bytes at %#x; its place must be a multiple of %d"
                            .formatted(alignment, to, alignment));
        }
    }

    private void require(long to, long count) {
        if (closed) {
            throw new ClanException(ClanException.Reason.CLOSED, "aperture: closed; open it again");
        }
        if (to < 0 || count < 0 || to > bytes - count) {
            throw new ClanException(
                    ClanException.Reason.OUT_OF_RANGE,
                    "aperture: %d bytes at %#x; it has %,d".formatted(count, to, bytes));
        }
    }

    /// Gives its pages back, when what was stored through them is acknowledged, or its endpoint is closed.
    ///
    /// @throws ClanException TIME_OUT
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            endpoint.closeAperture(this);
        }
    }
}
