package org.jetstreamlan.abi.clan;

import static org.jetstreamlan.abi.WindowWords.INT;
import static org.jetstreamlan.abi.WindowWords.LONG;

import java.lang.foreign.MemorySegment;
import org.jetstreamlan.regs.EnumValue;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// An entry of an endpoint's send queue: 64 bytes, little-endian, at a multiple of 64.
///
/// ```
///         31    22 21  16 15 14 13     8 7   4 3    0
/// word 0 |    0   |count |  0  | flags  |  0  |  op  |
/// word 1 |                 cookie                    |   not read
/// word 2 |               remote key                  |   0 behind one with MORE, as is the address
/// word 3 |                   0                       |
/// word 4 |           remote address, low             |
/// word 5 |           remote address, high            |
/// word 6, 7                  0
/// word 8 |   key    |   bytes   | address, low | high |   first segment, words 8..11
/// word 12|                                           |   second segment; or words 8..15: 32 bytes of data
/// ```
/// COUNT says segments, 1 or 2, or with INLINE bytes, 1..32. NOTHING has neither, and no remote place. A READ has one segment, which is where the
/// bytes go, and neither INLINE, MORE, NOTIFY nor ASK. What goes on behind MORE has the same operation. Anything else breaks the endpoint (DESCRIPTOR).
public final class DmaDescriptor {
    private DmaDescriptor() {}

    public static final int BYTES = 64;

    /// Bytes of data that fit with INLINE.
    public static final int INLINE_BYTES = 32;

    /// Segments of one descriptor.
    public static final int SEGMENTS = 2;

    // Operations.
    public static final int WRITE = 0;
    public static final int TRANSFER = 1;
    public static final int READ = 2;
    public static final int NOTHING = 3;

    public static final Field OPERATION =
            Field.choice(
                    "OPERATION",
                    0,
                    4,
                    "What is to be done.",
                    new EnumValue("WRITE", WRITE, "to a region with right RDMA_WRITE"),
                    new EnumValue("TRANSFER", TRANSFER, "to a region with right MESSAGE"),
                    new EnumValue("READ", READ, "from a region with right RDMA_READ"),
                    new EnumValue("NOTHING", NOTHING, "no data; with NOTIFY a frame without any"));
    public static final Field INLINE = Field.bit("INLINE", 8, "The data is in words 8..15.");
    public static final Field MORE =
            Field.bit("MORE", 9, "The next one goes on at the remote place that this one reaches.");
    public static final Field FENCE =
            Field.bit(
                    "FENCE", 10, "Waits until all before it is acknowledged, and each READ done.");
    public static final Field NOTIFY = Field.bit("NOTIFY", 11, "Its last frame raises an event.");
    public static final Field ASK = Field.bit("ASK", 12, "Its last frame asks for a REPLY.");
    public static final Field COMPLETE =
            Field.bit("COMPLETE", 13, "The owner is told by an event when it is acknowledged.");
    public static final Field COUNT =
            Field.of("COUNT", 16, 6, "Segments, 1 or 2; with INLINE: bytes, 1..32.");
    public static final Field COOKIE = Field.of("COOKIE", 0, 32, "The driver's.");
    public static final Field REMOTE_KEY = Field.of("REMOTE_KEY", 0, 32, "Region of the peer.");
    public static final Field ADDRESS_LOW = Field.of("ADDRESS", 0, 32, "Bits 31..0.");
    public static final Field ADDRESS_HIGH = Field.of("ADDRESS", 0, 32, "Bits 63..32.");
    public static final Field KEY = Field.of("KEY", 0, 32, "Region of the endpoint's tag.");
    public static final Field SEGMENT_BYTES = Field.of("BYTES", 0, 32, "Length in bytes.");

    public static final Layout LAYOUT =
            Layout.of(
                    "DMA_DESCRIPTOR",
                    "One transfer of a send queue.",
                    Layout.Word.of(
                            "HEAD", OPERATION, INLINE, MORE, FENCE, NOTIFY, ASK, COMPLETE, COUNT),
                    Layout.Word.of("COOKIE", COOKIE),
                    Layout.Word.of("REMOTE_KEY", REMOTE_KEY),
                    Layout.Word.of("RESERVED_3"),
                    Layout.Word.of("REMOTE_LOW", ADDRESS_LOW),
                    Layout.Word.of("REMOTE_HIGH", ADDRESS_HIGH),
                    Layout.Word.of("RESERVED_6"),
                    Layout.Word.of("RESERVED_7"),
                    Layout.Word.of("KEY_0", KEY),
                    Layout.Word.of("BYTES_0", SEGMENT_BYTES),
                    Layout.Word.of("LOW_0", ADDRESS_LOW),
                    Layout.Word.of("HIGH_0", ADDRESS_HIGH),
                    Layout.Word.of("KEY_1", KEY),
                    Layout.Word.of("BYTES_1", SEGMENT_BYTES),
                    Layout.Word.of("LOW_1", ADDRESS_LOW),
                    Layout.Word.of("HIGH_1", ADDRESS_HIGH));

    /// Bits of word 0 that mean something.
    public static final int HEAD_MASK =
            OPERATION.mask()
                    | INLINE.mask()
                    | MORE.mask()
                    | FENCE.mask()
                    | NOTIFY.mask()
                    | ASK.mask()
                    | COMPLETE.mask()
                    | COUNT.mask();

    // Bytes of the descriptor.
    public static final int COOKIE_AT = 4;
    public static final int REMOTE_KEY_AT = 8;
    public static final int REMOTE_ADDRESS_AT = 16;
    public static final int SEGMENTS_AT = 32;
    public static final int SEGMENT_STRIDE = 16;
    public static final int SEGMENT_BYTES_AT = 4;
    public static final int SEGMENT_ADDRESS_AT = 8;

    /// Writes all but segments or data, which are made 0.
    ///
    /// @param head word 0, of the fields above
    public static void write(
            MemorySegment to, long at, int head, int cookie, int remoteKey, long remoteAddress) {
        to.set(INT, at, head);
        to.set(INT, at + COOKIE_AT, cookie);
        to.set(INT, at + REMOTE_KEY_AT, remoteKey);
        to.set(INT, at + 12, 0);
        to.set(LONG, at + REMOTE_ADDRESS_AT, remoteAddress);
        for (int i = 24; i < BYTES; i += 8) {
            to.set(LONG, at + i, 0);
        }
    }

    /// Writes a segment, 0 or 1.
    public static void writeSegment(
            MemorySegment to, long at, int segment, int key, int bytes, long address) {
        long begin = at + SEGMENTS_AT + (long) segment * SEGMENT_STRIDE;
        to.set(INT, begin, key);
        to.set(INT, begin + SEGMENT_BYTES_AT, bytes);
        to.set(LONG, begin + SEGMENT_ADDRESS_AT, address);
    }
}
