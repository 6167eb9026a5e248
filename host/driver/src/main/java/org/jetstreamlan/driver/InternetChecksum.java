package org.jetstreamlan.driver;

import java.lang.foreign.MemorySegment;

/// The Internet checksum (RFC 1071): one's complement sum of 16-bit words, first byte on top, an
/// odd last byte followed by 0.
///
/// Where the JVM was started with `--add-modules jdk.incubator.vector`, memory outside of the heap is summed and copied by the processor's vectors. Before the JVM's second compiler has made code of that,
/// vectors are objects, and slow: `-Djetstream.vectors=false` has it done by words all the same.
public final class InternetChecksum {
    private InternetChecksum() {}

    /// How many bytes are summed or copied at once. The sum does not depend on the order of the bytes of a word, but for a swap at the end (RFC 1071, 2): words are little-endian here.
    interface Kernel {
        /// Copies, and sums little-endian words of 32 bits, a last one that is not whole filled with zeros.
        ///
        /// @return less than 2^63, of less than 8 GiB
        long copy(MemorySegment from, long at, MemorySegment into, long place, long bytes);

        /// Sums, as [#copy].
        long sum(MemorySegment data, long at, long bytes);
    }

    private static final String VECTORS = "jdk.incubator.vector";

    static final Kernel WORDS = new WordKernel();

    /// The fastest that this JVM has.
    private static final Kernel KERNEL =
            ModuleLayer.boot().findModule(VECTORS).isPresent()
                            && !"false".equals(System.getProperty("jetstream.vectors"))
                    ? new VectorKernel()
                    : WORDS;

    /// The sum over `bytes` bytes, 16 bits, not complemented.
    public static int sum(MemorySegment data, long at, long bytes) {
        return networkOrder(KERNEL.sum(data, at, bytes));
    }

    /// Copies bytes from one memory to another, which do not overlap, and sums them on the way.
    ///
    /// @return as [#sum]
    public static int copy(
            MemorySegment from, long at, MemorySegment into, long place, long bytes) {
        return networkOrder(KERNEL.copy(from, at, into, place, bytes));
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

    /// The sum of 16-bit words, first byte on top, out of one of little-endian words.
    static int networkOrder(long sum) {
        int folded = fold(sum);
        return (folded << 8 | folded >>> 8) & 0xFFFF;
    }

    private static int fold(long sum) {
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (int) sum;
    }
}
