package org.jetstreamlan.driver;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The Internet checksum (RFC 1071): one's complement sum of 16-bit words, first byte on top, an
/// odd last byte followed by 0.
public final class InternetChecksum {
    private InternetChecksum() {}

    private static final ValueLayout.OfInt WORD =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);

    /// The sum over `bytes` bytes, 16 bits, not complemented.
    public static int sum(MemorySegment data, long at, long bytes) {
        long sum = 0;
        long end = at + bytes;
        for (; at + 4 <= end; at += 4) {
            sum += Integer.toUnsignedLong(data.get(WORD, at));
        }
        for (int shift = 24; at < end; at++, shift -= 8) {
            sum += Byte.toUnsignedLong(data.get(ValueLayout.JAVA_BYTE, at)) << shift;
        }
        return fold(sum);
    }

    /// The sum of two neighbouring pieces.
    ///
    /// @param first sum of the first piece
    /// @param firstBytes its length: behind an odd one the second's bytes are swapped
    public static int join(int first, long firstBytes, int second) {
        int aligned = (firstBytes & 1) == 0 ? second : (second << 8 | second >>> 8) & 0xFFFF;
        return fold((long) first + aligned);
    }

    /// What belongs into a header's checksum field for this sum.
    public static int field(int sum) {
        return ~sum & 0xFFFF;
    }

    private static int fold(long sum) {
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (int) sum;
    }
}
