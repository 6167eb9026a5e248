package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.Crc8;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// Header word 0 of a management frame one hop on: its source, or where that is 63 its tag, is one higher. Counting up inverts the lowest clear bit
/// and the ones below it, so there are 12 ways to change the word; the check is carried along as the change that these bits make, not made anew, so that
/// an error would stay visible.
///
/// ```
/// way     3  | 2..0
///        tag | ones at its low end, 0..5
/// ```
final class NextHop extends Module {
    static final int WAYS = 4;

    private static final int TAG = 8;
    private static final int LOW_BYTE = 8;
    private static final int SIX = 6;

    public final UInt way = input(uint(WAYS));

    /// Bits of bytes 0..2 that change.
    public final Bits flipped = output(bits(24));

    @Override
    protected void build() {
        var flips = wire(bits(24));
        flips.assign(0);
        var ways = select(way);
        for (int ones = 0; ones < SIX; ones++) {
            int mask = (2 << ones) - 1;
            int ofSource = mask << Header.SOURCE.lo();
            int ofTag = mask >>> 2 << Header.TAG_HIGH.lo() | (mask & 3) << Header.TAG_LOW.lo();
            ways = ways.is(ones, () -> flips.assign(flips(ofSource)));
            ways = ways.is(TAG + ones, () -> flips.assign(flips(ofTag)));
        }
        flipped.assign(flips);
    }

    /// With what they change in the check.
    private static int flips(int word0) {
        int change = Crc8.check(word0 >>> 16, 2) ^ Crc8.COSET;
        return word0 >>> LOW_BYTE | change;
    }
}
