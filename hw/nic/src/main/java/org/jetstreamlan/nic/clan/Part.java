package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.EndpointEntry;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// An endpoint's share of the store memory: 16 to 1,024 cells, used in turn.
///
/// @param place of its first cell, in units of 16
/// @param size 0: none; n: 16 x 2^(n - 1) cells
public record Part(UInt place, UInt size) implements Bundle<Part> {
    private static final int PLACE_WIDTH = 7;

    /// Bits of `size`.
    static final int SIZE_WIDTH = 3;

    /// Most cells of a part, as a logarithm.
    private static final int LOG2_MOST = 10;

    private static final int LOG2_UNIT = Integer.numberOfTrailingZeros(EndpointEntry.PART_CELLS);

    public static final Type<Part> TYPE =
            Type.bundle(
                    fields ->
                            new Part(
                                    fields.field("place", Type.uint(PLACE_WIDTH)),
                                    fields.field("size", Type.uint(SIZE_WIDTH))));

    /// Cells that there are.
    UInt cells() {
        return UInt.lit(EndpointEntry.PART_CELLS / 2, StoreQueue.PLACE_WIDTH).shl(size);
    }

    /// The memory's cell at `pointer`, which runs freely.
    UInt cell(UInt pointer) {
        var start = Bits.cat(place, Type.bits(LOG2_UNIT).zero()).asUInt();
        var within = Bits.cat(Type.bits(1).zero(), mask()).and(pointer.asBits());
        return start.add(within.asUInt());
    }

    /// Ones where a pointer counts.
    private Bits mask() {
        var bits = new Bool[LOG2_MOST];
        for (int i = 0; i < LOG2_MOST; i++) {
            bits[LOG2_MOST - 1 - i] = i < LOG2_UNIT ? Bool.high() : size.gt(i - LOG2_UNIT + 1);
        }
        return Bits.cat(bits);
    }
}
