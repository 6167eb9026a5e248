package org.jetstreamlan.cli.conformance;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.jetstreamlan.via.VipDescriptor;

/// Registered memory of a program: slots for descriptors, behind them data.
///
/// ```
/// 0x0_0000  128 slots of 512 bytes
/// 0x1_0000  data
/// ```
public record ViaMemory(MemorySegment segment, int handle) {
    static final int SLOT_BYTES = 512;
    static final int DATA_AT = 0x1_0000;

    /// As this process names it.
    public long at(long offset) {
        return segment.address() + offset;
    }

    /// As above, a byte of the data.
    public long data(long offset) {
        return at(DATA_AT + offset);
    }

    /// What lies in a slot.
    public VipDescriptor slot(int slot) {
        return new VipDescriptor(segment.asSlice((long) slot * SLOT_BYTES));
    }

    /// A descriptor without segments.
    ///
    /// @param length of the data segments that will be there
    public VipDescriptor descriptor(int slot, int control, int length) {
        return slot(slot).control(control, length);
    }

    /// A send, or a receive, of one segment; of none if that is 0 bytes long.
    public VipDescriptor message(int slot, long offset, int length) {
        var descriptor = descriptor(slot, 0, length);
        return length == 0 ? descriptor : descriptor.data(data(offset), handle, length);
    }

    /// Adds data segments of any lengths.
    ///
    /// @param length of all together
    /// @param segments number of them
    public VipDescriptor cut(
            VipDescriptor descriptor, long offset, int length, int segments, Random random) {
        int left = length;
        long place = offset;
        for (int i = 0; i < segments; i++) {
            int bytes = i == segments - 1 ? left : random.nextInt(left + 1);
            descriptor.data(data(place), handle, bytes);
            place += bytes;
            left -= bytes;
        }
        return descriptor;
    }

    /// Data.
    public byte[] bytes(long offset, int count) {
        return segment.asSlice(DATA_AT + offset, count).toArray(ValueLayout.JAVA_BYTE);
    }

    /// Writes data.
    public void put(long offset, byte[] bytes) {
        MemorySegment.copy(
                bytes, 0, segment, ValueLayout.JAVA_BYTE, DATA_AT + offset, bytes.length);
    }

    /// Random data.
    public void fill(long offset, int count, Random random) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        put(offset, bytes);
    }

    /// Number of the slot that a descriptor lies in.
    public int slotOf(VipDescriptor descriptor) {
        return (int) ((descriptor.address() - segment.address()) / SLOT_BYTES);
    }
}
