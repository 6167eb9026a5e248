package org.jetstreamlan.regs;

/// One thing wrong with a block or layout.
///
/// @param kind what rule is broken
/// @param where block, register and field, separated by dots
/// @param message the thing, the value, the limit and what to do
public record LayoutFault(Kind kind, String where, String message) {

    /// The rules.
    public enum Kind {
        /// Two registers share bytes or two fields share bits.
        OVERLAP,
        /// Behind the end of the block, or bits outside a word.
        OUT_OF_RANGE,
        /// An offset, size or stride that is not a multiple of 4 bytes.
        UNALIGNED,
        /// Two things of one name in one place.
        DUPLICATE_NAME,
        /// Not an upper-case identifier, so it cannot become a C name.
        BAD_NAME,
        /// A reset or named value that its bits cannot hold.
        BAD_VALUE
    }

    @Override
    public String toString() {
        return "%s %s: %s".formatted(kind, where, message);
    }
}
