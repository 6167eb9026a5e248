package org.jetstreamlan.sim.wave;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes that grow, and the numbers of FST files.
final class Bytes {
    byte[] data = new byte[64];
    int size;

    /// Makes room for `count` more bytes.
    void room(int count) {
        if (size + count > data.length) {
            data = Arrays.copyOf(data, Math.max(size + count, 2 * data.length));
        }
    }

    Bytes put(int value) {
        room(1);
        data[size++] = (byte) value;
        return this;
    }

    Bytes put(byte[] from, int at, int count) {
        room(count);
        System.arraycopy(from, at, data, size, count);
        size += count;
        return this;
    }

    Bytes put(Bytes other) {
        return put(other.data, 0, other.size);
    }

    /// Characters, and a 0 behind them.
    Bytes text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return put(bytes, 0, bytes.length).put(0);
    }

    /// 8 bytes, the highest first.
    Bytes word(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            put((int) (value >>> shift));
        }
        return this;
    }

    /// 7 bits a byte, the lowest first; all bytes but the last have bit 7.
    Bytes number(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            put((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        return put((int) rest);
    }

    /// As [#number(long)], in two's complement; the sign is bit 6 of the last byte.
    Bytes signed(long value) {
        long rest = value;
        while (rest < -64 || rest >= 64) {
            put((int) (rest & 0x7F | 0x80));
            rest >>= 7;
        }
        return put((int) (rest & 0x7F));
    }
}
