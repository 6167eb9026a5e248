package org.jetstreamlan.abi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jetstreamlan.regs.Field;

/// What the entries of the rings in the host's memory have in common: 32 bytes, little-endian, from a base that is a multiple of 64.
///
/// ```
///          base                         + 32 x size
/// ring     | entry 0 | entry 1 | ...    |            slot = index mod size
/// entry    | word 0 | ... | word 6 | sequence |      of what the adapter writes: index + 1, 16 bits
/// ```
/// The adapter writes the sequence word last. A host that finds an entry's own number there, with acquire semantics, has the whole entry: it
/// need not ask the adapter. A ring is zeroed before the adapter is told of it.
public final class RingEntry {
    private RingEntry() {}

    /// Words of an entry.
    public static final int WORDS = 8;

    /// Bytes of an entry.
    public static final int BYTES = 32;

    /// Of a ring's base address, in bytes.
    public static final int ALIGNMENT = 64;

    /// Byte of the sequence word.
    public static final int SEQUENCE_OFFSET = 28;

    public static final Field SEQUENCE =
            Field.of("SEQUENCE", 0, 16, "The entry's index + 1, modulo 2^16.");

    private static final VarHandle WORD =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    /// Whether the entry at byte `at` is that of `index`. All of it may be read behind a yes.
    public static boolean isWritten(MemorySegment ring, long at, int index) {
        int sequence = (int) WORD.getAcquire(ring, at + SEQUENCE_OFFSET);
        return sequence == (index + 1 & 0xFFFF);
    }

    /// Makes the entry at byte `at` valid as that of `index`: behind all that was written to it before.
    public static void publish(MemorySegment ring, long at, int index) {
        WORD.setRelease(ring, at + SEQUENCE_OFFSET, index + 1 & 0xFFFF);
    }
}
