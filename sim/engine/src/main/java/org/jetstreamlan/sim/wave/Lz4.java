package org.jetstreamlan.sim.wave;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Compresses to the block format of LZ4 (lz4_Block_format.md 1.6): literals, then a copy of what stood up to 64 KiB before, again and again.
///
/// ```
/// | token: count of literals, length of copy - 4 | literals | distance, 2 bytes | ...
///    4 bits each, 15 = more in the bytes that follow
/// ```
/// The last 5 bytes are literals, and no copy begins in the last 12. What does not repeat is skipped in growing steps, so that noise costs little.
final class Lz4 {
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int HASH_BITS = 14;
    private static final int MINIMUM = 4;
    private static final int LAST_LITERALS = 5;
    private static final int LAST_START = 12;
    private static final int WINDOW = 0xFFFF;

    /// Misses until the step grows by one: 2 to this.
    private static final int PATIENCE = 6;

    /// Where five bytes of a hash were seen last, plus 1.
    private final int[] seen = new int[1 << HASH_BITS];

    /// Most bytes that `count` become.
    static int bound(int count) {
        return count + count / 255 + 16;
    }

    /// Compresses `count` bytes to the end of `into`.
    void compress(byte[] from, int count, Bytes into) {
        into.room(bound(count));
        byte[] to = into.data;
        int out = into.size;
        int anchor = 0;
        if (count > LAST_START) {
            Arrays.fill(seen, 0);
            int limit = count - LAST_START;
            int misses = 1 << PATIENCE;
            for (int at = 0; at < limit; ) {
                int four = (int) INT.get(from, at);
                int hash = hash(from, at);
                int before = seen[hash] - 1;
                seen[hash] = at + 1;
                if (before < 0 || at - before > WINDOW || (int) INT.get(from, before) != four) {
                    at += misses++ >>> PATIENCE;
                    continue;
                }
                misses = 1 << PATIENCE;
                while (at > anchor && before > 0 && from[at - 1] == from[before - 1]) {
                    at--;
                    before--;
                }
                int length = matching(from, before, at, count - LAST_LITERALS);
                out = literals(from, anchor, at - anchor, length - MINIMUM, to, out);
                to[out++] = (byte) (at - before);
                to[out++] = (byte) (at - before >>> 8);
                out = more(length - MINIMUM, to, out);
                at += length;
                anchor = at;
                if (at < limit) {
                    seen[hash(from, at - 2)] = at - 1;
                }
            }
        }
        into.size = literals(from, anchor, count - anchor, 0, to, out);
    }

    /// Of five bytes: a copy of four saves one byte only, and hides a longer one.
    private static int hash(byte[] from, int at) {
        return (int) (((long) LONG.get(from, at) << 24) * 0x9E3779B185EBCA87L >>> 64 - HASH_BITS);
    }

    /// How many bytes are the same at both places, of which the later ends before `end`.
    private static int matching(byte[] bytes, int early, int late, int end) {
        int at = late;
        int before = early;
        while (at + Long.BYTES <= end) {
            long differing = (long) LONG.get(bytes, at) ^ (long) LONG.get(bytes, before);
            if (differing != 0) {
                return at - late + Long.numberOfTrailingZeros(differing) / Byte.SIZE;
            }
            at += Long.BYTES;
            before += Long.BYTES;
        }
        while (at < end && bytes[at] == bytes[before]) {
            at++;
            before++;
        }
        return at - late;
    }

    /// Writes a token and literals.
    private static int literals(byte[] from, int at, int count, int copy, byte[] to, int start) {
        to[start] = (byte) (Math.min(count, 15) << 4 | Math.min(copy, 15));
        int out = more(count, to, start + 1);
        System.arraycopy(from, at, to, out, count);
        return out + count;
    }

    /// Writes what of a count does not fit the token.
    private static int more(int count, byte[] to, int start) {
        int out = start;
        if (count >= 15) {
            int rest = count - 15;
            for (; rest >= 255; rest -= 255) {
                to[out++] = (byte) 255;
            }
            to[out++] = (byte) rest;
        }
        return out;
    }
}
