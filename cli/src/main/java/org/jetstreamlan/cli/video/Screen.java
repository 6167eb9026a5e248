package org.jetstreamlan.cli.video;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A picture in memory, rows from the top, three bytes a pixel: red, green, blue.
///
/// @param memory where it lies, from byte 0 on
record Screen(MemorySegment memory, int width, int height) {
    static final int PIXEL_BYTES = 3;

    static int bytes(int width, int height) {
        return PIXEL_BYTES * width * height;
    }

    /// Offset of a pixel.
    long at(int x, int y) {
        return PIXEL_BYTES * ((long) y * width + x);
    }

    /// @param rgb 0xRRGGBB
    void set(int x, int y, int rgb) {
        long at = at(x, y);
        memory.set(ValueLayout.JAVA_BYTE, at, (byte) (rgb >>> 16));
        memory.set(ValueLayout.JAVA_BYTE, at + 1, (byte) (rgb >>> 8));
        memory.set(ValueLayout.JAVA_BYTE, at + 2, (byte) rgb);
    }

    int get(int x, int y) {
        long at = at(x, y);
        return Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, at)) << 16
                | Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, at + 1)) << 8
                | Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, at + 2));
    }
}
