package org.jetstreamlan.abi;

import org.jetstreamlan.regs.Field;

/// Word BLOCKS of an operation: the blocks that it works on.
///
/// ```
///  31 | 30 | 29   24 | 23    12 | 11     0 |
///   0    0      0       COUNT      FIRST      entries FIRST .. FIRST + COUNT - 1 of the script's block list
///   1    0  operation   COUNT      FIRST      blocks FIRST .. of what an earlier ALLOC or RX gave; COUNT 0: all from there
/// ```
/// ALLOC takes COUNT blocks and puts their handles into the list from FIRST on, RX as many as the PDU has.
public final class BlockRange {
    private BlockRange() {}

    public static final Field FIRST = Field.of("FIRST", 0, 12, "First block or list entry.");
    public static final Field COUNT = Field.of("COUNT", 12, 12, "Number of blocks.");
    public static final Field OPERATION =
            Field.of("OPERATION", 24, 6, "An earlier operation of this run, from 0.");
    public static final Field RESULT =
            Field.bit("RESULT", 31, "The blocks are a result, not list entries.");

    /// Bits that are 0 in a range of the list.
    public static final int LIST_RESERVED = ~(FIRST.mask() | COUNT.mask() | RESULT.mask());

    /// Bits that are 0 in a range of a result.
    public static final int RESULT_RESERVED = LIST_RESERVED & ~OPERATION.mask();

    /// Entries of the block list.
    ///
    /// @throws IllegalArgumentException if a number does not fit its field
    public static int ofList(int first, int count) {
        return FIRST.of(first) | COUNT.of(count);
    }

    /// Blocks of an operation's result.
    ///
    /// @param count 0 for all from `first` on
    /// @throws IllegalArgumentException if a number does not fit its field
    public static int ofResult(int operation, int first, int count) {
        return RESULT.mask() | OPERATION.of(operation) | FIRST.of(first) | COUNT.of(count);
    }
}
