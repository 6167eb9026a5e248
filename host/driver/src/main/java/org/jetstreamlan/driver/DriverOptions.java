package org.jetstreamlan.driver;

/// What an adapter is to be like from its reset on.
///
/// @param blockBytes size of a block, a power of two, 2 KiB to 64 KiB; 0: as the adapter has it
public record DriverOptions(int blockBytes) {
    /// The adapter stays as it is.
    public static final DriverOptions DEFAULT = new DriverOptions(0);

    private static final int SMALLEST = 2_048;
    private static final int LARGEST = 65_536;

    public DriverOptions {
        boolean size =
                blockBytes >= SMALLEST
                        && blockBytes <= LARGEST
                        && Integer.bitCount(blockBytes) == 1;
        if (blockBytes != 0 && !size) {
            throw new IllegalArgumentException(
                    "driver: blocks of %,d bytes; take a power of two from %,d to %,d, or 0 for what the adapter has"
                            .formatted(blockBytes, SMALLEST, LARGEST));
        }
    }

    /// Blocks of this size.
    public static DriverOptions blocksOf(int bytes) {
        return new DriverOptions(bytes);
    }

    /// Value of BLOCK_SIZE.
    int log2BlockBytes() {
        return blockBytes == 0 ? 0 : Integer.numberOfTrailingZeros(blockBytes);
    }
}
