package org.jetstreamlan.via.vipl;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Memory of the program, by address: it says where, and is believed, as any library in C believes it. A result that it does not want has the null pointer for a place.
final class CMemory {
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private CMemory() {}

    static MemorySegment at(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    static int unsignedShort(long address) {
        return Short.toUnsignedInt(ALL.get(JAVA_SHORT_UNALIGNED, address));
    }

    static int integer(long address) {
        return ALL.get(JAVA_INT_UNALIGNED, address);
    }

    static long word(long address) {
        return ALL.get(JAVA_LONG_UNALIGNED, address);
    }

    static byte[] bytes(long address, int count) {
        return at(address, count).toArray(JAVA_BYTE);
    }

    /// Up to a zero.
    static String text(long address) {
        return address == 0 ? "" : ALL.getString(address);
    }

    static void putShort(long address, int value) {
        ALL.set(JAVA_SHORT_UNALIGNED, address, (short) value);
    }

    static void putInteger(long address, int value) {
        if (address != 0) {
            ALL.set(JAVA_INT_UNALIGNED, address, value);
        }
    }

    static void putWord(long address, long value) {
        if (address != 0) {
            ALL.set(JAVA_LONG_UNALIGNED, address, value);
        }
    }

    static void putBytes(long address, byte[] bytes) {
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, ALL, address, bytes.length);
    }

    /// With a zero behind, cut to what there is room for.
    static void putText(long address, String text, int room) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, room - 1);
        at(address, room).fill((byte) 0);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, ALL, address, length);
    }
}
