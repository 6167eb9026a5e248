package org.jetstreamlan.abi;

import static org.jetstreamlan.abi.WindowWords.INT;
import static org.jetstreamlan.abi.WindowWords.LONG;

import java.lang.foreign.MemorySegment;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// A run of bytes to be copied between the host's memory and one block: an entry of the copy ring.
///
/// ```
///         31    26  25  24 23 22 21  16 15          0
/// word 0 |   0    |SUM|TO|  0  | pool  |    block    |   TO: from the block to the host, else the other way
/// word 1 |         bytes        |  offset in block   |   1..65,535 bytes, all within the block
/// word 2 |        address in the host's memory       |   of the first byte, low; any byte
/// word 3 |                   high                    |
/// word 4 |                  cookie                   |   comes back in the completion
/// words 5 to 7                    0
/// ```
/// A descriptor whose bytes do not lie within the block, whose address is in the last 64 KiB of 2^64, that has a bit set which means nothing, or whose block that pool does not hold, copies nothing: its
/// completion says INVALID.
///
/// @param block number of the block
/// @param pool that holds it
/// @param toHost from the block to the host's memory
/// @param sum the completion tells the Internet sum of the bytes
/// @param offset first byte in the block
/// @param bytes how many
/// @param address of the first byte in the host's memory, as the adapter's bus has it
/// @param cookie any value
public record CopyDescriptor(
        int block,
        int pool,
        boolean toHost,
        boolean sum,
        int offset,
        int bytes,
        long address,
        int cookie) {

    /// Most bytes of one.
    public static final int BYTES_MAXIMUM = 0xFFFF;

    public static final Field BLOCK = Field.of("BLOCK", 0, 16, "Block.");
    public static final Field POOL = Field.of("POOL", 16, 6, "Pool that holds it.");
    public static final Field TO_HOST = Field.bit("TO_HOST", 24, "From the block to the host.");
    public static final Field SUM = Field.bit("SUM", 25, "The completion tells the sum.");
    public static final Field OFFSET = Field.of("OFFSET", 0, 16, "First byte in the block.");
    public static final Field LENGTH = Field.of("BYTES", 16, 16, "1..65,535.");
    public static final Field ADDRESS_LOW = Field.of("ADDRESS", 0, 32, "In the host's memory.");
    public static final Field ADDRESS_HIGH = Field.of("ADDRESS", 0, 32, "Bits 63..32.");
    public static final Field COOKIE = Field.of("COOKIE", 0, 32, "Returned in the completion.");

    public static final Layout LAYOUT =
            Layout.of(
                    "COPY_DESCRIPTOR",
                    "A run of bytes to be copied.",
                    Layout.Word.of("BLOCK", BLOCK, POOL, TO_HOST, SUM),
                    Layout.Word.of("RUN", OFFSET, LENGTH),
                    Layout.Word.of("ADDRESS_LOW", ADDRESS_LOW),
                    Layout.Word.of("ADDRESS_HIGH", ADDRESS_HIGH),
                    Layout.Word.of("TAIL", COOKIE),
                    Layout.Word.of("RESERVED_5"),
                    Layout.Word.of("RESERVED_6"),
                    Layout.Word.of("RESERVED_7"));

    /// Bits of word 0 that mean something.
    public static final int HEAD_MASK = BLOCK.mask() | POOL.mask() | TO_HOST.mask() | SUM.mask();

    /// Whether words 1 to 3 can be in a block of this size.
    public static boolean isRunLegal(int word1, long address, int blockBytes) {
        int bytes = LENGTH.get(word1);
        return bytes > 0 && OFFSET.get(word1) + bytes <= blockBytes && address >>> 16 != -1L >>> 16;
    }

    /// Writes one at byte `at` of `to`; no check, no allocation.
    public static void write(
            MemorySegment to,
            long at,
            int block,
            int pool,
            boolean toHost,
            boolean sum,
            int offset,
            int bytes,
            long address,
            int cookie) {
        to.set(
                INT,
                at,
                BLOCK.of(block)
                        | POOL.of(pool)
                        | (toHost ? TO_HOST.mask() : 0)
                        | (sum ? SUM.mask() : 0));
        to.set(INT, at + 4, OFFSET.of(offset) | LENGTH.of(bytes));
        to.set(LONG, at + 8, address);
        to.set(LONG, at + 16, Integer.toUnsignedLong(cookie));
        to.set(LONG, at + 24, 0);
    }

    /// Writes this one.
    public void write(MemorySegment to, long at) {
        write(to, at, block, pool, toHost, sum, offset, bytes, address, cookie);
    }
}
