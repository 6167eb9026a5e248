package org.jetstreamlan.nic;

import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.VciHash;
import org.jetstreamlan.abi.Window;

/// The sizes that one build of the adapter is made with. All but `pools` are powers of two.
///
/// @param blocks blocks of buffer memory at the smallest size, 2..512
/// @param blockBytes smallest size of a block, 2 KiB to 64 KiB, which it has after power-up; `blocks` x `blockBytes` is at most 1 MiB
/// @param pools 1..64
/// @param vciSets sets of each of the 4 ways of the VCI table, 16..4,096
/// @param transmitRing transmit descriptors, 2..256
/// @param eventRing receive events, `blocks`..1,024, so that a flood cannot fill it
/// @param completionRing completions, `transmitRing`..256
/// @param injects whether it has MEMORY_INJECT
/// @param copyRing copy descriptors, and copy completions, 2..256; 0: it does not copy
public record AdapterParameters(
        int blocks,
        int blockBytes,
        int pools,
        int vciSets,
        int transmitRing,
        int eventRing,
        int completionRing,
        boolean injects,
        int copyRing) {

    /// Smallest block in bytes.
    public static final int BLOCK_BYTES_MINIMUM = 2_048;

    /// Largest block in bytes.
    public static final int BLOCK_BYTES_MAXIMUM = 65_536;

    /// Most blocks.
    public static final int BLOCKS_MAXIMUM = 512;

    public AdapterParameters {
        power("blocks", blocks, 2, BLOCKS_MAXIMUM);
        power("blockBytes", blockBytes, BLOCK_BYTES_MINIMUM, BLOCK_BYTES_MAXIMUM);
        long bytes = (long) blocks * blockBytes;
        if (bytes > Window.BLOCKS_BYTES) {
            throw new IllegalArgumentException(
                    "adapter: %,d blocks of %,d bytes are %,d bytes of buffer, the window has room for %,d; take fewer or smaller blocks"
                            .formatted(blocks, blockBytes, bytes, Window.BLOCKS_BYTES));
        }
        range("pools", pools, 1, Registers.POOLS);
        power("vciSets", vciSets, 1 << VciHash.LOG2_SETS_MINIMUM, 1 << VciHash.LOG2_SETS_MAXIMUM);
        power("transmitRing", transmitRing, 2, 256);
        power("eventRing", eventRing, blocks, 1_024);
        power("completionRing", completionRing, transmitRing, 256);
        if (copyRing != 0) {
            power("copyRing", copyRing, 2, 256);
        }
    }

    /// Of an adapter that does not copy.
    public AdapterParameters(
            int blocks,
            int blockBytes,
            int pools,
            int vciSets,
            int transmitRing,
            int eventRing,
            int completionRing,
            boolean injects) {
        this(
                blocks,
                blockBytes,
                pools,
                vciSets,
                transmitRing,
                eventRing,
                completionRing,
                injects,
                0);
    }

    private static void range(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "adapter: %s = %,d is not in %,d..%,d".formatted(name, value, least, most));
        }
    }

    private static void power(String name, int value, int least, int most) {
        range(name, value, least, most);
        if (Integer.bitCount(value) != 1) {
            throw new IllegalArgumentException(
                    "adapter: %s = %,d is not a power of two; the next are %,d and %,d"
                            .formatted(
                                    name,
                                    value,
                                    Integer.highestOneBit(value),
                                    Integer.highestOneBit(value) << 1));
        }
    }

    /// The paper's 1 MiB in blocks of 2 KiB; 4,096 VCIs.
    public static AdapterParameters paper() {
        return new AdapterParameters(512, 2_048, 64, 1_024, 256, 1_024, 256, false, 256);
    }

    /// 256 KiB in blocks of 2 KiB: an ECP5 85F has 208 block RAMs of 2 KiB, the buffer takes 128.
    public static AdapterParameters ecp5() {
        return new AdapterParameters(128, 2_048, 64, 1_024, 256, 1_024, 256, false, 256);
    }

    /// 128 KiB, small tables, so that tests reach every edge soon.
    public static AdapterParameters small() {
        return new AdapterParameters(64, 2_048, 64, 16, 16, 64, 16, false, 16);
    }

    /// The same total of buffer memory in blocks of another size.
    ///
    /// @param bytes a power of two, 2 KiB to 64 KiB
    public AdapterParameters withBlockBytes(int bytes) {
        power("blockBytes", bytes, BLOCK_BYTES_MINIMUM, BLOCK_BYTES_MAXIMUM);
        return new AdapterParameters(
                blocks * blockBytes / bytes,
                bytes,
                pools,
                vciSets,
                transmitRing,
                eventRing,
                completionRing,
                injects,
                copyRing);
    }

    /// The same without copies.
    public AdapterParameters withoutCopies() {
        return new AdapterParameters(
                blocks,
                blockBytes,
                pools,
                vciSets,
                transmitRing,
                eventRing,
                completionRing,
                injects);
    }

    /// The same with MEMORY_INJECT.
    public AdapterParameters injecting() {
        return new AdapterParameters(
                blocks,
                blockBytes,
                pools,
                vciSets,
                transmitRing,
                eventRing,
                completionRing,
                true,
                copyRing);
    }

    /// Bits of a block number.
    public int blockWidth() {
        return log2(blocks);
    }

    /// Bits of a number of blocks, 0..`blocks`.
    public int blockCountWidth() {
        return log2(blocks) + 1;
    }

    /// Bits of a byte offset in a block.
    public int log2BlockBytes() {
        return log2(blockBytes);
    }

    /// Sizes of a block beyond the smallest: each twice the one before, to 64 KiB or 2 blocks.
    public int largerSizes() {
        return Math.min(log2(BLOCK_BYTES_MAXIMUM / blockBytes), log2(blocks) - 1);
    }

    /// Bits of the number of a 64-bit cell of the block memory.
    public int cellWidth() {
        return log2(blocks) + log2(blockBytes) - 3;
    }

    /// 64-bit cells of the block memory.
    public int cells() {
        return 1 << cellWidth();
    }

    /// Blocks that the longest frame takes.
    public int blocksOfLongestFrame() {
        return (Frame.PAYLOAD_BYTES_MAXIMUM + blockBytes - 1) / blockBytes;
    }

    /// What the capability registers say of this build.
    public Capabilities capabilities() {
        return new Capabilities(
                blocks,
                log2(blockBytes),
                pools,
                VciHash.WAYS,
                log2(vciSets),
                log2(transmitRing),
                log2(eventRing),
                log2(completionRing),
                hasCopies() ? log2(copyRing) : 0);
    }

    /// Whether it copies between the host's memory and its blocks.
    public boolean hasCopies() {
        return copyRing > 0;
    }

    private static int log2(int powerOfTwo) {
        return Integer.numberOfTrailingZeros(powerOfTwo);
    }
}
