package org.jetstreamlan.sim.jit;

/// What generated code calls for operations that need a branch. HotSpot inlines all of these.
final class Cells {
    private Cells() {}

    /// `a << b`, 0 for amounts of 64 and more.
    static long shl(long a, long b) {
        return b >>> 6 == 0 ? a << b : 0;
    }

    /// `a >>> b`, 0 for amounts of 64 and more.
    static long shr(long a, long b) {
        return b >>> 6 == 0 ? a >>> b : 0;
    }

    /// `a >> b`, copies of the sign for amounts of 64 and more.
    static long asr(long a, long b) {
        return a >> (b >>> 6 == 0 ? b : 63);
    }

    /// Calls the chunks in `mask` if any bit of `changed` is set.
    static void call(long[] s, long changed, long mask, int word) {
        if (changed != 0) {
            s[word] |= mask;
        }
    }

    /// One word of a memory's cell, 0 beyond its depth.
    ///
    /// @param base of that word in cell 0
    /// @param stride words per cell
    static long read(long[] s, long address, int base, int depth, int stride) {
        return Long.compareUnsigned(address, depth) < 0 ? s[base + (int) address * stride] : 0;
    }

    /// A synchronous read port: takes a cell, or leaves `into` as it is.
    static void load(
            long[] s, long enable, long address, int base, int depth, int stride, int into) {
        if (enable != 0) {
            boolean inside = Long.compareUnsigned(address, depth) < 0;
            int cell = inside ? base + (int) address * stride : 0;
            for (int i = 0; i < stride; i++) {
                s[into + i] = inside ? s[cell + i] : 0;
            }
        }
    }

    /// A write port, one word of the cell.
    static void store(
            long[] s, long enable, long address, long data, int base, int depth, int stride) {
        if (enable != 0 && Long.compareUnsigned(address, depth) < 0) {
            s[base + (int) address * stride] = data;
        }
    }

    /// A write port with a mask of bits, one word of the cell.
    static void store(
            long[] s,
            long enable,
            long address,
            long data,
            long mask,
            int base,
            int depth,
            int stride) {
        if (enable != 0 && Long.compareUnsigned(address, depth) < 0) {
            int cell = base + (int) address * stride;
            s[cell] = s[cell] & ~mask | data & mask;
        }
    }
}
