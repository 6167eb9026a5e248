package org.jetstreamlan.via;

import static org.jetstreamlan.abi.WindowWords.INT;
import static org.jetstreamlan.abi.WindowWords.LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// A descriptor in a program's registered memory, byte for byte as the specification has it: little-endian, 64-byte aligned.
///
/// ```
///  0 Next (64)            8 NextHandle (32)   12 SegCount (16)  14 Control (16)
/// 16 Reserved (32)       20 ImmediateData    24 Length         28 Status
/// 32 address segment, of an RDMA: Data (64), Handle (32), Reserved (32)
///    data segments: Data (64), Handle (32), Length (32)
/// ```
public final class VipDescriptor {
    public static final int ALIGNMENT = 64;
    public static final int CONTROL_BYTES = 32;
    public static final int SEGMENT_BYTES = 16;

    // Bytes of the control segment.
    public static final int NEXT_AT = 0;
    public static final int NEXT_HANDLE_AT = 8;
    public static final int SEG_COUNT_AT = 12;
    public static final int CONTROL_AT = 14;
    public static final int RESERVED_AT = 16;
    public static final int IMMEDIATE_AT = 20;
    public static final int LENGTH_AT = 24;
    public static final int STATUS_AT = 28;

    // Bytes of a segment.
    public static final int HANDLE_AT = 8;
    public static final int SEGMENT_LENGTH_AT = 12;

    // Control.
    public static final int OP_MASK = 0x3;
    public static final int OP_SENDRECV = 0;
    public static final int OP_RDMAWRITE = 1;
    public static final int OP_RDMAREAD = 2;
    public static final int IMMEDIATE = 0x4;
    public static final int QFENCE = 0x8;
    public static final int CONTROL_MASK = 0xF;

    // Status.
    public static final int DONE = 0x001;
    public static final int FORMAT_ERROR = 0x002;
    public static final int PROTECTION_ERROR = 0x004;
    public static final int LENGTH_ERROR = 0x008;
    public static final int PARTIAL_ERROR = 0x010;
    public static final int DESC_FLUSHED_ERROR = 0x020;
    public static final int TRANSPORT_ERROR = 0x040;
    public static final int RDMA_PROT_ERROR = 0x080;
    public static final int REMOTE_DESC_ERROR = 0x100;
    public static final int ERROR_MASK = 0x1FE;
    public static final int STATUS_OP_MASK = 0x7_0000;
    public static final int STATUS_OP_SEND = 0x0_0000;
    public static final int STATUS_OP_RECEIVE = 0x1_0000;
    public static final int STATUS_OP_RDMA_WRITE = 0x2_0000;
    public static final int STATUS_OP_REMOTE_RDMA_WRITE = 0x3_0000;
    public static final int STATUS_OP_RDMA_READ = 0x4_0000;
    public static final int STATUS_IMMEDIATE = 0x8_0000;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment memory;

    /// @param memory from the descriptor's first byte on, of at least 32 bytes
    public VipDescriptor(MemorySegment memory) {
        this.memory = memory;
    }

    /// Name of its first byte: the process's own address.
    public long address() {
        return memory.address();
    }

    /// Makes it one without segments.
    ///
    /// @param control operation and flags
    /// @param length of all data segments that will be there
    public VipDescriptor control(int control, int length) {
        memory.asSlice(0, CONTROL_BYTES).fill((byte) 0);
        memory.set(SHORT, CONTROL_AT, (short) control);
        memory.set(INT, LENGTH_AT, length);
        return this;
    }

    public VipDescriptor immediate(int data) {
        memory.set(INT, IMMEDIATE_AT, data);
        return this;
    }

    /// Adds a data segment.
    public VipDescriptor data(long address, int handle, int length) {
        return add(address, handle, length);
    }

    /// Adds the address segment of an RDMA, which is the first one.
    public VipDescriptor remote(long address, int handle) {
        return add(address, handle, 0);
    }

    private VipDescriptor add(long address, int handle, int last) {
        int count = segments();
        long at = segmentAt(count);
        memory.set(LONG, at, address);
        memory.set(INT, at + HANDLE_AT, handle);
        memory.set(INT, at + SEGMENT_LENGTH_AT, last);
        memory.set(SHORT, SEG_COUNT_AT, (short) (count + 1));
        return this;
    }

    private static long segmentAt(int segment) {
        return CONTROL_BYTES + (long) segment * SEGMENT_BYTES;
    }

    /// SegCount, 0..65,535.
    public int segments() {
        return Short.toUnsignedInt(memory.get(SHORT, SEG_COUNT_AT));
    }

    public int control() {
        return Short.toUnsignedInt(memory.get(SHORT, CONTROL_AT));
    }

    public int reserved() {
        return memory.get(INT, RESERVED_AT);
    }

    public int immediate() {
        return memory.get(INT, IMMEDIATE_AT);
    }

    /// Of a posted one, bytes that its data segments have; of one that is done, bytes that were moved.
    public int length() {
        return memory.get(INT, LENGTH_AT);
    }

    public int status() {
        return memory.get(INT, STATUS_AT);
    }

    long segmentAddress(int segment) {
        return memory.get(LONG, segmentAt(segment));
    }

    int segmentHandle(int segment) {
        return memory.get(INT, segmentAt(segment) + HANDLE_AT);
    }

    int segmentLength(int segment) {
        return memory.get(INT, segmentAt(segment) + SEGMENT_LENGTH_AT);
    }

    /// It is done.
    void finish(int length, int status) {
        memory.set(INT, LENGTH_AT, length);
        memory.set(INT, STATUS_AT, status | DONE);
    }

    void finishImmediate(int data) {
        memory.set(INT, IMMEDIATE_AT, data);
    }
}
