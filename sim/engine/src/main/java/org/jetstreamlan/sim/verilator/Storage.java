package org.jetstreamlan.sim.verilator;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.math.BigInteger;

/// How a verilated model keeps a value of some width in memory.
///
/// ```
/// width    1..8    9..16   17..32  33..64   65 and more
/// type     CData   SData   IData   QData    WData: 32-bit words, lowest first
/// bytes    1       2       4       8        4 x words
/// ```
final class Storage {
    private static final int WORD = Integer.SIZE;

    final int width;

    /// The bits that belong to the value, for widths up to 64.
    final long mask;

    private final int bytes;

    Storage(int width) {
        this.width = width;
        mask = width >= Long.SIZE ? -1L : (1L << width) - 1;
        bytes = bytes(width);
    }

    private static int bytes(int width) {
        if (width <= Byte.SIZE) {
            return Byte.BYTES;
        } else if (width <= Short.SIZE) {
            return Short.BYTES;
        } else if (width <= Integer.SIZE) {
            return Integer.BYTES;
        } else if (width <= Long.SIZE) {
            return Long.BYTES;
        } else {
            return Integer.BYTES * halves(width);
        }
    }

    private static int halves(int width) {
        return (width + WORD - 1) / WORD;
    }

    /// Distance between the cells of a memory.
    int bytes() {
        return bytes;
    }

    /// Words of 64 bits that [#readWords] needs.
    int words() {
        return (width + Long.SIZE - 1) / Long.SIZE;
    }

    /// A value of at most 64 bits.
    long read(long address) {
        return mask
                & switch (bytes) {
                    case Byte.BYTES -> NativeShim.MEMORY.get(JAVA_BYTE, address);
                    case Short.BYTES -> NativeShim.MEMORY.get(JAVA_SHORT, address);
                    case Integer.BYTES -> NativeShim.MEMORY.get(JAVA_INT, address);
                    default -> NativeShim.MEMORY.get(JAVA_LONG, address);
                };
    }

    /// A value of at most 64 bits, which fits.
    void write(long address, long value) {
        switch (bytes) {
            case Byte.BYTES -> NativeShim.MEMORY.set(JAVA_BYTE, address, (byte) value);
            case Short.BYTES -> NativeShim.MEMORY.set(JAVA_SHORT, address, (short) value);
            case Integer.BYTES -> NativeShim.MEMORY.set(JAVA_INT, address, (int) value);
            default -> NativeShim.MEMORY.set(JAVA_LONG, address, value);
        }
    }

    BigInteger readWide(long address) {
        if (width <= Long.SIZE) {
            return new BigInteger(Long.toUnsignedString(read(address)));
        }
        int halves = halves(width);
        var bigEndian = new byte[bytes];
        for (int i = 0; i < halves; i++) {
            int word = NativeShim.MEMORY.get(JAVA_INT, address + (long) Integer.BYTES * i);
            int at = bytes - Integer.BYTES * (i + 1);
            bigEndian[at] = (byte) (word >>> 24);
            bigEndian[at + 1] = (byte) (word >>> 16);
            bigEndian[at + 2] = (byte) (word >>> 8);
            bigEndian[at + 3] = (byte) word;
        }
        var value = new BigInteger(1, bigEndian);
        return value.bitLength() <= width
                ? value
                : value.and(BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE));
    }

    /// A value that fits.
    void writeWide(long address, BigInteger value) {
        if (width <= Long.SIZE) {
            write(address, value.longValue());
            return;
        }
        int halves = halves(width);
        for (int i = 0; i < halves; i++) {
            NativeShim.MEMORY.set(
                    JAVA_INT,
                    address + (long) Integer.BYTES * i,
                    value.shiftRight(WORD * i).intValue());
        }
    }

    /// Reads a value of any width into words of 64 bits, lowest first, at `into[at]`.
    void readWords(long address, long[] into, int at) {
        if (width <= Long.SIZE) {
            into[at] = read(address);
            return;
        }
        for (int i = 0; i < halves(width); i++) {
            long word =
                    Integer.toUnsignedLong(
                            NativeShim.MEMORY.get(JAVA_INT, address + (long) Integer.BYTES * i));
            into[at + i / 2] = i % 2 == 0 ? word : into[at + i / 2] | word << WORD;
        }
    }

    /// Writes a value of any width, which fits, from words as [#readWords] gives them.
    void writeWords(long address, long[] from, int at) {
        if (width <= Long.SIZE) {
            write(address, from[at]);
            return;
        }
        for (int i = 0; i < halves(width); i++) {
            int word = (int) (from[at + i / 2] >>> i % 2 * WORD);
            NativeShim.MEMORY.set(JAVA_INT, address + (long) Integer.BYTES * i, word);
        }
    }
}
