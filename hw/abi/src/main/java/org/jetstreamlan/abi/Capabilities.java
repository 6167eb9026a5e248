package org.jetstreamlan.abi;

/// The sizes that one build of the adapter was made with, as its capability registers tell them.
/// The RTL takes its parameters from here, the driver its limits.
///
/// @param blocks blocks of buffer memory, a power of two, 2..512
/// @param log2BlockBytes 11 (2 KiB) to 16 (64 KiB); at most 1 MiB in all
/// @param pools 1..64
/// @param vciWays ways of the VCI table, 1..[VciHash#WAYS]
/// @param log2VciSets sets of each way, 4..12
/// @param log2TransmitRing at most 8 (256 descriptors)
/// @param log2EventRing at most 10; at least as many entries as blocks
/// @param log2CompletionRing at most 8; at least as many entries as the transmit ring
/// @param log2CopyRing copy descriptors, at most 8, and as many copy completions; 0: no copies
public record Capabilities(
        int blocks,
        int log2BlockBytes,
        int pools,
        int vciWays,
        int log2VciSets,
        int log2TransmitRing,
        int log2EventRing,
        int log2CompletionRing,
        int log2CopyRing) {

    /// The paper's 1 MiB in blocks of 2 KiB.
    public static final Capabilities FULL = new Capabilities(512, 11, 64, 4, 10, 8, 10, 8, 8);

    /// 256 KiB in blocks of 2 KiB: fits the block RAM of an ECP5 85F.
    public static final Capabilities ECP5 = new Capabilities(128, 11, 64, 4, 10, 8, 10, 8, 8);

    public Capabilities {
        require(blocks >= 2 && blocks <= 512 && Integer.bitCount(blocks) == 1, "blocks", blocks);
        require(log2BlockBytes >= 11 && log2BlockBytes <= 16, "log2BlockBytes", log2BlockBytes);
        require((blocks << log2BlockBytes) <= Window.BLOCKS_BYTES, "blocks", blocks);
        require(pools >= 1 && pools <= Registers.POOLS, "pools", pools);
        require(vciWays >= 1 && vciWays <= VciHash.WAYS, "vciWays", vciWays);
        require(
                log2VciSets >= VciHash.LOG2_SETS_MINIMUM
                        && log2VciSets <= VciHash.LOG2_SETS_MAXIMUM,
                "log2VciSets",
                log2VciSets);
        require(log2TransmitRing >= 1 && log2TransmitRing <= 8, "transmit ring", log2TransmitRing);
        require(log2EventRing <= 10 && (1 << log2EventRing) >= blocks, "event ring", log2EventRing);
        require(
                log2CompletionRing <= 8 && log2CompletionRing >= log2TransmitRing,
                "completion ring",
                log2CompletionRing);
        require(log2CopyRing >= 0 && log2CopyRing <= 8, "copy ring", log2CopyRing);
    }

    /// Of a build without copies.
    public Capabilities(
            int blocks,
            int log2BlockBytes,
            int pools,
            int vciWays,
            int log2VciSets,
            int log2TransmitRing,
            int log2EventRing,
            int log2CompletionRing) {
        this(
                blocks,
                log2BlockBytes,
                pools,
                vciWays,
                log2VciSets,
                log2TransmitRing,
                log2EventRing,
                log2CompletionRing,
                0);
    }

    private static void require(boolean holds, String what, int value) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "capabilities: %s = %d is out of range".formatted(what, value));
        }
    }

    /// Block size in bytes.
    public int blockBytes() {
        return 1 << log2BlockBytes;
    }

    /// Transmit descriptors.
    public int transmitRing() {
        return 1 << log2TransmitRing;
    }

    /// Receive events.
    public int eventRing() {
        return 1 << log2EventRing;
    }

    /// Completions.
    public int completionRing() {
        return 1 << log2CompletionRing;
    }

    /// Whether the adapter copies between the host's memory and its blocks.
    public boolean hasCopies() {
        return log2CopyRing > 0;
    }

    /// Copy descriptors, and copy completions.
    public int copyRing() {
        return hasCopies() ? 1 << log2CopyRing : 0;
    }

    /// Blocks that `bytes` of payload take.
    public int blocksFor(int bytes) {
        return (bytes + blockBytes() - 1) >>> log2BlockBytes;
    }

    /// The largest block that this memory can be cut into, as a logarithm: 64 KiB, or 2 blocks.
    public int log2LargestBlock() {
        int log2Bytes = log2BlockBytes + Integer.numberOfTrailingZeros(blocks);
        return Math.min(16, log2Bytes - 1);
    }

    /// The same memory in blocks of another size.
    ///
    /// @param log2Bytes at most [#log2LargestBlock()]
    public Capabilities withBlocks(int log2Bytes) {
        int log2Total = log2BlockBytes + Integer.numberOfTrailingZeros(blocks);
        return new Capabilities(
                1 << log2Total - log2Bytes,
                log2Bytes,
                pools,
                vciWays,
                log2VciSets,
                log2TransmitRing,
                log2EventRing,
                log2CompletionRing,
                log2CopyRing);
    }

    /// Value of [Registers#BLOCKS].
    public int blocksRegister() {
        return Registers.BLOCKS_COUNT.of(blocks) | Registers.BLOCKS_LOG2_BYTES.of(log2BlockBytes);
    }

    /// Value of [Registers#TABLES].
    public int tablesRegister() {
        return Registers.TABLES_POOLS.of(pools)
                | Registers.TABLES_VCI_WAYS.of(vciWays)
                | Registers.TABLES_VCI_LOG2_SETS.of(log2VciSets);
    }

    /// Value of [Registers#RINGS].
    public int ringsRegister() {
        return Registers.RINGS_TRANSMIT.of(log2TransmitRing)
                | Registers.RINGS_EVENT.of(log2EventRing)
                | Registers.RINGS_COMPLETION.of(log2CompletionRing)
                | Registers.RINGS_COPY.of(log2CopyRing);
    }

    /// From the three registers.
    ///
    /// @throws IllegalArgumentException if they tell what no build can have
    public static Capabilities of(int blocksRegister, int tablesRegister, int ringsRegister) {
        return new Capabilities(
                Registers.BLOCKS_COUNT.get(blocksRegister),
                Registers.BLOCKS_LOG2_BYTES.get(blocksRegister),
                Registers.TABLES_POOLS.get(tablesRegister),
                Registers.TABLES_VCI_WAYS.get(tablesRegister),
                Registers.TABLES_VCI_LOG2_SETS.get(tablesRegister),
                Registers.RINGS_TRANSMIT.get(ringsRegister),
                Registers.RINGS_EVENT.get(ringsRegister),
                Registers.RINGS_COMPLETION.get(ringsRegister),
                Registers.RINGS_COPY.get(ringsRegister));
    }
}
