package org.jetstreamlan.sim.record;

import java.io.IOException;
import java.math.BigInteger;

/// Values as numbers of 64 bits, lowest first.
final class Words {
    private Words() {}

    static BigInteger read(VarintInput in, int words) throws IOException {
        BigInteger value = BigInteger.ZERO;
        for (int i = 0; i < words; i++) {
            value = value.or(unsigned(in.number()).shiftLeft(64 * i));
        }
        return value;
    }

    static void write(VarintOutput out, BigInteger value, int words) throws IOException {
        for (int i = 0; i < words; i++) {
            out.number(value.shiftRight(64 * i).longValue());
        }
    }

    /// A value behind the number of its words.
    static BigInteger readCounted(VarintInput in) throws IOException {
        return read(in, in.count());
    }

    static void writeCounted(VarintOutput out, BigInteger value) throws IOException {
        int words = (value.bitLength() + 63) / 64;
        out.number(words);
        write(out, value, words);
    }

    static BigInteger unsigned(long word) {
        BigInteger value = BigInteger.valueOf(word & Long.MAX_VALUE);
        return word < 0 ? value.setBit(63) : value;
    }
}
