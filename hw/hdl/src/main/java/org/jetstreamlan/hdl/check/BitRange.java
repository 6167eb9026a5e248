package org.jetstreamlan.hdl.check;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/// Bits `hi` down to `lo` of a net, both inclusive.
public record BitRange(int hi, int lo) {
    public BitRange {
        if (lo < 0 || hi < lo) {
            throw new IllegalArgumentException(
                    "bit range [" + hi + ":" + lo + "]: hi must be >= lo >= 0");
        }
    }

    /// The set bits as maximal ranges, highest first.
    public static List<BitRange> of(BitSet bits) {
        var ranges = new ArrayList<BitRange>();
        for (int hi = bits.length() - 1; hi >= 0; ) {
            int gap = bits.previousClearBit(hi);
            ranges.add(new BitRange(hi, gap + 1));
            hi = gap < 0 ? -1 : bits.previousSetBit(gap);
        }
        return List.copyOf(ranges);
    }

    /// `bit 3` or `bits 7:4, 1:0`, for messages.
    public static String text(List<BitRange> ranges) {
        boolean single = ranges.size() == 1 && ranges.getFirst().hi() == ranges.getFirst().lo();
        return (single ? "bit " : "bits ")
                + ranges.stream().map(BitRange::toString).collect(Collectors.joining(", "));
    }

    /// How many bits.
    public int width() {
        return hi - lo + 1;
    }

    @Override
    public String toString() {
        return hi == lo ? Integer.toString(hi) : hi + ":" + lo;
    }
}
