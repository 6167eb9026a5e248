package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.Crc8;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.nic.crc.HeaderCrc;

/// Everything about a header word that takes more than a few gates, worked out while the word goes into `first`, for every
/// word as if it were one: the decision on a frame, two stages later, then needs no more
/// than a handful of register bits.
///
/// ```
/// clock     0       1
/// link    | word  |
/// first           | word      flags belong to the word in first
/// flags           | of it
/// ```
/// Latency 1 clock, a word each clock.
public final class HeaderDecode extends Module {
    /// What the offset of a check leaves a byte later.
    private static final int COSET_LEFT = Crc8.check(Crc8.COSET, 1) ^ Crc8.COSET;

    /// The word that goes into `first` at the end of the clock.
    public final Bits link = input(bits(32));

    /// The word before it.
    public final Bits first = input(bits(32));

    public final UInt station = input(uint(6));

    /// Of the word in `first`.
    public final HeaderFlags flags = output(HeaderFlags.TYPE);

    private final HeaderFlags decoded = reg(HeaderFlags.TYPE);

    @Override
    protected void build() {
        var source = header(link, Header.SOURCE.lo(), Header.SOURCE.width()).asUInt();
        var left = left();
        decoded.checkGood().next(checkGood(left));
        decoded.own().next(source.eq(station));
        decoded.above().next(source.gt(station));
        decoded.way().next(way(source));
        decoded.exhausted().next(source.andR().and(tag().andR()));
        decoded.hecGood().next(hecGood(left));
        flags.assign(decoded);
    }

    /// Both checks divide by the same polynomial, so that what the upper three bytes leave does for both.
    private Bits left() {
        return HeaderCrc.change(link.slice(31, 8));
    }

    private Bool checkGood(Bits left) {
        return left.eq(COSET_LEFT);
    }

    private Bool hecGood(Bits left) {
        var before = HeaderCrc.change(cat(first.slice(7, 0), zeros(24)));
        return left.xor(before).xor(link.slice(7, 0)).eq(Crc8.COSET);
    }

    /// The ones at the low end of what counts up, five at most.
    private UInt way(UInt source) {
        var full = source.andR();
        var ones = wire(uint(NextHop.WAYS - 1));
        select(mux(full, tag(), source.asBits()))
                .like("?????0", () -> ones.assign(0))
                .like("????01", () -> ones.assign(1))
                .like("???011", () -> ones.assign(2))
                .like("??0111", () -> ones.assign(3))
                .like("?01111", () -> ones.assign(4))
                .otherwise(() -> ones.assign(5));
        return cat(full, ones).asUInt();
    }

    private Bits tag() {
        return cat(
                header(link, Header.TAG_HIGH.lo(), Header.TAG_HIGH.width()),
                header(link, Header.TAG_LOW.lo(), Header.TAG_LOW.width()));
    }

    private static Bits header(Bits word, int lo, int width) {
        return word.slice(lo + width - 1, lo);
    }
}
