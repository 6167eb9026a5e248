package org.jetstreamlan.hdl.lib;

import java.util.List;
import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.UInt;

/// One of several values by an index: a tree of two-way choices, the index's top bit at the root.
public final class Selection {
    private Selection() {}

    /// `values[index]`; beyond the end, the value that shares the most upper index bits.
    public static <T extends Data<T>> T of(List<T> values, UInt index) {
        return of(values, index, index.width());
    }

    private static <T extends Data<T>> T of(List<T> values, UInt index, int bits) {
        if (values.size() == 1) {
            return values.getFirst();
        }
        if (bits == 0) {
            throw Arguments.wrong(
                    "an index",
                    "of "
                            + index.width()
                            + " bits chooses among more than "
                            + (1L << index.width())
                            + " values",
                    "widen it with .zext(...)");
        }
        int half = 1 << bits - 1;
        if (values.size() <= half) {
            return of(values, index, bits - 1);
        }
        return index.bit(bits - 1)
                .mux(
                        of(values.subList(half, values.size()), index, bits - 1),
                        of(values.subList(0, half), index, bits - 1));
    }
}
