package org.jetstreamlan.sim;

import java.math.BigInteger;

/// Values of any width as words of 64 bits, the lowest first.
public final class WordValue {
    private WordValue() {}

    /// A word as a number of 64 bits without a sign.
    public static BigInteger unsigned(long word) {
        BigInteger low = BigInteger.valueOf(word & Long.MAX_VALUE);
        return word < 0 ? low.setBit(Long.SIZE - 1) : low;
    }

    /// Puts the low `count` words of a number that is not negative into words from `at` on.
    public static void put(BigInteger value, int count, long[] into, int at) {
        for (int i = 0; i < count; i++) {
            into[at + i] = value.shiftRight(Long.SIZE * i).longValue();
        }
    }

    /// The number in `count` words from `from` on.
    public static BigInteger of(long[] words, int from, int count) {
        byte[] bytes = new byte[1 + count * Long.BYTES];
        for (int i = 0; i < bytes.length - 1; i++) {
            bytes[bytes.length - 1 - i] = (byte) (words[from + i / 8] >>> 8 * (i % 8));
        }
        return new BigInteger(bytes);
    }
}
