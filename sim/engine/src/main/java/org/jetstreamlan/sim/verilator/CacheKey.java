package org.jetstreamlan.sim.verilator;

import java.util.HexFormat;

/// A key over everything that a build depends on: 128 bits, so that two builds never have one key by chance. Nobody is kept from making a second
/// text of one key by intent; the message digests of the JDK, which would, take a fresh JVM longer to find than the rest of a start from the cache.
final class CacheKey {
    // Two steps per character, each of which loses nothing: another odd factor and another rotation
    // each.
    private static final long FIRST_FACTOR = 0x9E37_79B9_7F4A_7C15L;
    private static final long SECOND_FACTOR = 0xD6E8_FEB8_6659_FD93L;
    private static final int FIRST_TURN = 31;
    private static final int SECOND_TURN = 23;

    private long first = 1;
    private long second = 2;

    /// Adds a part; its length goes in too, so that parts do not run together.
    CacheKey with(String part) {
        long a = first;
        long b = second;
        int length = part.length();
        for (int i = -1; i < length; i++) {
            int next = i < 0 ? length : part.charAt(i);
            a = Long.rotateLeft((a ^ next) * FIRST_FACTOR, FIRST_TURN);
            b = Long.rotateLeft((b ^ next) * SECOND_FACTOR, SECOND_TURN);
        }
        first = a;
        second = b;
        return this;
    }

    /// The key as 32 hexadecimal digits.
    String digits() {
        var format = HexFormat.of();
        return format.toHexDigits(mixed(first)) + format.toHexDigits(mixed(second));
    }

    /// So that the last characters reach all bits.
    private static long mixed(long lane) {
        long half = (lane ^ lane >>> 32) * FIRST_FACTOR;
        return (half ^ half >>> 29) * SECOND_FACTOR ^ half >>> 32;
    }
}
