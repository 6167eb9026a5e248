package org.jetstreamlan.driver;

import org.jetstreamlan.abi.BlockRange;

/// The blocks that an operation of a [Script] works on: what an earlier operation gives, or entries of the script's block list.
///
/// @param word as in [BlockRange]
public record Blocks(int word) {

    /// Entries of the script's block list, which keeps handles from run to run.
    ///
    /// @throws IllegalArgumentException if a number is not in 0..4,095
    public static Blocks list(int first, int count) {
        return new Blocks(BlockRange.ofList(first, count));
    }

    /// All that operation `operation` gives.
    static Blocks of(int operation) {
        return new Blocks(BlockRange.ofResult(operation, 0, 0));
    }

    /// Index of the operation that gives them.
    ///
    /// @throws IllegalStateException for entries of the list
    public int operation() {
        requireResult();
        return BlockRange.OPERATION.get(word);
    }

    /// The same without the first `first` blocks.
    ///
    /// @throws IllegalStateException for entries of the list
    public Blocks from(int first) {
        return part(first, 0);
    }

    /// Some of them.
    ///
    /// @param count 0 for all from `first` on
    /// @throws IllegalStateException for entries of the list
    public Blocks part(int first, int count) {
        return new Blocks(BlockRange.ofResult(operation(), first, count));
    }

    private void requireResult() {
        if (!BlockRange.RESULT.isSet(word)) {
            throw new IllegalStateException(
                    "blocks %#x: entries of the list, not what an operation gives; take Blocks.list"
                            .formatted(word));
        }
    }
}
