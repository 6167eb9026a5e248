package org.jetstreamlan.driver;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Sums in the form of loop that the JVM makes vectors of by itself; copies a piece that fits the processor's first cache, then sums it there.
final class WordKernel implements InternetChecksum.Kernel {
    private static final ValueLayout.OfInt WORD =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int PIECE_BYTES = 1 << 13;

    @Override
    public long copy(MemorySegment from, long at, MemorySegment into, long place, long bytes) {
        long sum = 0;
        for (long done = 0; done < bytes; done += PIECE_BYTES) {
            int piece = (int) Math.min(PIECE_BYTES, bytes - done);
            MemorySegment.copy(from, at + done, into, place + done, piece);
            // What was copied, not what may be there by now: others may write the source.
            sum += piece(into, place + done, piece);
        }
        return sum;
    }

    @Override
    public long sum(MemorySegment data, long at, long bytes) {
        long sum = 0;
        for (long done = 0; done < bytes; done += PIECE_BYTES) {
            sum += piece(data, at + done, (int) Math.min(PIECE_BYTES, bytes - done));
        }
        return sum;
    }

    /// Halves of words, of which so few do not overflow.
    private static long piece(MemorySegment data, long at, int bytes) {
        int words = bytes / Integer.BYTES;
        int low = 0;
        int high = 0;
        for (int i = 0; i < words; i++) {
            int word = data.get(WORD, at + Integer.BYTES * (long) i);
            low += word & 0xFFFF;
            high += word >>> 16;
        }
        int last = 0;
        for (int i = words * Integer.BYTES; i < bytes; i++) {
            last |=
                    Byte.toUnsignedInt(data.get(JAVA_BYTE, at + i))
                            << i % Integer.BYTES * Byte.SIZE;
        }
        return low + ((long) high << 16) + Integer.toUnsignedLong(last);
    }
}
