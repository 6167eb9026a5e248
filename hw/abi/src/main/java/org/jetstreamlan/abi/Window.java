package org.jetstreamlan.abi;

/// The AXI4 window: 32-bit data, INCR bursts, byte strobes, 2 MiB, little-endian.
///
/// ```
/// 0x000000  block memory       block b at b x block bytes, payload bytes in wire order
/// 0x130000  chain table        one 32-bit word a block: number of the next block
/// ```
/// Smaller builds have fewer entries from the same offsets; the places behind them do not exist.
/// Bursts that are unaligned, FIXED, WRAP or narrow, that cross 4 KiB, or that touch a place that
/// does not exist answer SLVERR, change nothing and read as 0. So do writes of half an entry of the
/// chain table (its low 16 bits), of which the burst's other words are written.
public final class Window {
    private Window() {}

    /// Size in bytes.
    public static final int BYTES = 0x20_0000;

    /// Block memory.
    public static final int BLOCKS = 0x00_0000;

    /// Most block memory in bytes (the paper's 1 MiB).
    public static final int BLOCKS_BYTES = 0x10_0000;

    /// Chain table, 4 bytes a block.
    public static final int CHAIN_TABLE = 0x13_0000;

    /// Bytes of a chain table entry.
    public static final int CHAIN_BYTES = 4;

    /// Offset of chain entry `block`.
    public static int chain(int block) {
        return CHAIN_TABLE + block * CHAIN_BYTES;
    }
}
