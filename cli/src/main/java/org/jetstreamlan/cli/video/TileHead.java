package org.jetstreamlan.cli.video;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What stands before the pixels of a tile: all that the viewer reads before they go to their place.
///
/// ```
/// word 0 |  0x4A535601: J, S, V, version 1 |   big-endian, 16 bytes
/// word 1 |  number of the picture          |
/// word 2 |  left, 16 bits  | top           |   in pixels
/// word 3 |  width          | height        |
/// ```
/// Behind it lie the tile's rows from the top, three bytes a pixel: red, green, blue.
///
/// @param picture 0 or more
record TileHead(int picture, int left, int top, int width, int height) {
    static final int BYTES = 16;

    /// Most rows: a script with an RX's COPY_OUT for each and a FREE.
    static final int ROWS = 62;

    private static final int IDENTIFICATION = 0x4A53_5601;
    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT.withOrder(BIG_ENDIAN);

    void write(MemorySegment memory, long at) {
        memory.set(WORD, at, IDENTIFICATION);
        memory.set(WORD, at + 4, picture);
        memory.set(WORD, at + 8, left << 16 | top);
        memory.set(WORD, at + 12, width << 16 | height);
    }

    static TileHead read(MemorySegment memory, long at) {
        int place = memory.get(WORD, at + 8);
        int size = memory.get(WORD, at + 12);
        return new TileHead(
                memory.get(WORD, at) == IDENTIFICATION ? memory.get(WORD, at + 4) : -1,
                place >>> 16,
                place & 0xFFFF,
                size >>> 16,
                size & 0xFFFF);
    }

    /// Whether it can be believed: it may come from a frame with a bad CRC.
    ///
    /// @param bytes of the PDU
    boolean fits(Screen screen, int bytes) {
        return picture >= 0
                && width > 0
                && height > 0
                && height <= ROWS
                && left + width <= screen.width()
                && top + height <= screen.height()
                && bytes >= BYTES + Screen.PIXEL_BYTES * width * height;
    }
}
