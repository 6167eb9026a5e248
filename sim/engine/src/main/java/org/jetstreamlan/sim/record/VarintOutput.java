package org.jetstreamlan.sim.record;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/// Unsigned numbers of 64 bits, 7 bits a byte, lowest first, the top bit of each byte telling that more follow.
final class VarintOutput {
    private final OutputStream out;

    VarintOutput(OutputStream out) {
        this.out = out;
    }

    void number(long value) throws IOException {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /// The lowest `words` words of a value, the lowest first.
    void value(BigInteger value, int words) throws IOException {
        for (int i = 0; i < words; i++) {
            number(value.shiftRight(Long.SIZE * i).longValue());
        }
    }

    /// A value behind the number of its words.
    void value(BigInteger value) throws IOException {
        int words = (value.bitLength() + Long.SIZE - 1) / Long.SIZE;
        number(words);
        value(value, words);
    }

    void text(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        out.write(bytes);
    }
}
