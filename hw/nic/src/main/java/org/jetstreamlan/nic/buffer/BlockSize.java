package org.jetstreamlan.nic.buffer;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// How the buffer memory is cut into blocks from one RESET to the next: 2^n of the build's smallest block each.
///
/// ```
///          number of the block   offset within the smallest block
/// n = 0    | b b b b b b b b | o o o o o o o o |
/// n = 3    | b b b b b h h h | o o o o o o o o |    h: the offset's bits above
/// ```
///
/// @param blocks how many there are
/// @param larger bit i: n is above i
public record BlockSize(UInt blocks, Bits larger) implements Bundle<BlockSize> {
    /// @param blockWidth log2 of the smallest blocks
    /// @param sizes sizes beyond the smallest
    public static Type<BlockSize> type(int blockWidth, int sizes) {
        return Type.bundle(
                fields ->
                        new BlockSize(
                                fields.field("blocks", Type.uint(blockWidth + 1)),
                                fields.field("larger", Type.bits(sizes))));
    }

    private int sizes() {
        return larger.width();
    }

    /// Where an offset in a block lies, in units of the smallest block.
    ///
    /// @param offset in the block; `low` of its bits are the offset within the smallest block
    public UInt place(UInt block, UInt offset, int low) {
        UInt place = block;
        for (int n = 1; n <= sizes(); n++) {
            var inside = offset.slice(low + n - 1, low);
            var wide = Bits.cat(block.trunc(block.width() - n), inside).asUInt();
            place = larger.bit(n - 1).mux(wide, place);
        }
        return place;
    }

    /// `condition`, in the last of the smallest blocks that the block is made of.
    public Bool inLast(UInt offset, int low, Bool condition) {
        return sizes() == 0 ? condition : condition.and(above(offset, low).or(larger.not()).andR());
    }

    /// `condition`, in the first of them.
    public Bool inFirst(UInt offset, int low, Bool condition) {
        return sizes() == 0 ? condition : condition.and(above(offset, low).and(larger).orR().not());
    }

    private Bits above(UInt offset, int low) {
        return offset.slice(low + sizes() - 1, low);
    }
}
