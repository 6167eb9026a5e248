package org.jetstreamlan.abi;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// How words lie in the window and in buffers that copy it: little-endian, any alignment.
public final class WindowWords {
    private WindowWords() {}

    /// A 32-bit word of the window.
    public static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// Two words, the first at the bottom.
    public static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// Four payload bytes as one word of the wire, first byte on top.
    public static final ValueLayout.OfInt WIRE =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
}
