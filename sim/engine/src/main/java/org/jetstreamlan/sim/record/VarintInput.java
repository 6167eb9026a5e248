package org.jetstreamlan.sim.record;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jetstreamlan.sim.WordValue;

/// Reads what [VarintOutput] wrote.
final class VarintInput {
    /// More than any name or list in a recording has.
    private static final long MOST = 1 << 20;

    private final InputStream in;

    VarintInput(InputStream in) {
        this.in = in;
    }

    /// @throws EOFException at the end of the file
    /// @throws IOException if it is no number of 64 bits
    long number() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            value |= (next & 0x7FL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IOException("a number of more than 64 bits");
    }

    /// A length.
    int count() throws IOException {
        long count = number();
        if (count < 0 || count > MOST) {
            throw new IOException(
                    "a length of " + Long.toUnsignedString(count) + "; at most " + MOST);
        }
        return (int) count;
    }

    /// The words of a value, the lowest first.
    long[] words(int count) throws IOException {
        long[] words = new long[count];
        for (int i = 0; i < count; i++) {
            words[i] = number();
        }
        return words;
    }

    BigInteger value(int words) throws IOException {
        return WordValue.of(words(words), 0, words);
    }

    /// A value behind the number of its words.
    BigInteger value() throws IOException {
        return value(count());
    }

    String text() throws IOException {
        byte[] bytes = in.readNBytes(count());
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
