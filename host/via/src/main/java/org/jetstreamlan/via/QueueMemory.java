package org.jetstreamlan.via;

import static org.jetstreamlan.abi.WindowWords.INT;
import static org.jetstreamlan.abi.WindowWords.LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;

/// What the peer writes into a VI's memory.
///
/// ```
/// 0x0000  transfers written, 32 bits, free-running
/// 0x0008  cookies written, as above
/// 0x0080  transfer queue, 64 entries of 128 bytes: length, immediate data, flags (0 IMMEDIATE, 1 RDMA_WRITE, 2 ERROR: too long, 3 DATA: it follows), 0; 112 bytes of data
/// 0x2080  cookie queue, 1,024 entries of 16 bytes: key, bytes (24) and LAST of its descriptor (31), address
/// ```
/// Nobody tells how far it has read: a receive descriptor has one entry in either queue until it is done, and there are 64 of them with 16 segments. A pointer is written behind
/// what it counts. What lies here is read once and held to what it can be.
final class QueueMemory {
    static final int TRANSFERS_AT = 0x0000;
    static final int COOKIES_AT = 0x0008;
    static final int TRANSFER_QUEUE_AT = 0x0080;
    static final int TRANSFER_BYTES = 128;

    /// Of an entry, before its data.
    static final int TRANSFER_HEAD_BYTES = 16;

    /// Longest send whose data goes in its entry.
    static final int DATA_BYTES = TRANSFER_BYTES - TRANSFER_HEAD_BYTES;

    static final int COOKIE_QUEUE_AT = 0x2080;
    static final int COOKIE_BYTES = 16;
    static final int COOKIES = VipNic.MAX_DESCRIPTORS * VipNic.MAX_SEGMENTS;
    static final int BYTES = COOKIE_QUEUE_AT + COOKIES * COOKIE_BYTES;

    static final int FLAG_IMMEDIATE = 1;
    static final int FLAG_RDMA_WRITE = 2;
    static final int FLAG_ERROR = 4;
    static final int FLAG_DATA = 8;
    static final int COOKIE_LAST = 1 << 31;
    static final int COOKIE_LENGTH_MASK = (1 << 24) - 1;

    private static final int PAGE = 4_096;
    private static final VarHandle WORD =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    /// What came for the oldest receive descriptor.
    ///
    /// @param data what came with the entry; empty if the data lies where it belongs
    record Transfer(
            int length,
            int immediateData,
            boolean immediate,
            boolean rdmaWrite,
            boolean tooLong,
            Optional<MemorySegment> data) {}

    /// Where the peer lets something be written.
    record Cookie(int key, long address, int length, boolean last) {}

    private final MemorySegment memory = Arena.ofAuto().allocate(BYTES, PAGE);

    MemorySegment memory() {
        return memory;
    }

    void clear() {
        memory.fill((byte) 0);
    }

    int transfersWritten() {
        return (int) WORD.getAcquire(memory, (long) TRANSFERS_AT);
    }

    int cookiesWritten() {
        return (int) WORD.getAcquire(memory, (long) COOKIES_AT);
    }

    static long transferAt(int index) {
        return TRANSFER_QUEUE_AT + (long) (index & VipNic.MAX_DESCRIPTORS - 1) * TRANSFER_BYTES;
    }

    static long cookieAt(int index) {
        return COOKIE_QUEUE_AT + (long) (index & COOKIES - 1) * COOKIE_BYTES;
    }

    Transfer transfer(int index) {
        long at = transferAt(index);
        int length = memory.get(INT, at);
        int flags = memory.get(INT, at + 8);
        boolean here = (flags & FLAG_DATA) != 0 && length >= 0 && length <= DATA_BYTES;
        return new Transfer(
                length,
                memory.get(INT, at + 4),
                (flags & FLAG_IMMEDIATE) != 0,
                (flags & FLAG_RDMA_WRITE) != 0,
                (flags & FLAG_ERROR) != 0,
                here
                        ? Optional.of(memory.asSlice(at + TRANSFER_HEAD_BYTES, length))
                        : Optional.empty());
    }

    static void writeTransfer(MemorySegment to, int length, int immediateData, int flags) {
        to.set(INT, 0, length);
        to.set(INT, 4, immediateData);
        to.set(INT, 8, flags);
        to.set(INT, 12, 0);
    }

    Cookie cookie(int index) {
        long at = cookieAt(index);
        int length = memory.get(INT, at + 4);
        return new Cookie(
                memory.get(INT, at),
                memory.get(LONG, at + 8),
                length & COOKIE_LENGTH_MASK,
                (length & COOKIE_LAST) != 0);
    }

    static void writeCookie(MemorySegment to, Cookie cookie) {
        to.set(INT, 0, cookie.key());
        to.set(INT, 4, cookie.length() | (cookie.last() ? COOKIE_LAST : 0));
        to.set(LONG, 8, cookie.address());
    }
}
