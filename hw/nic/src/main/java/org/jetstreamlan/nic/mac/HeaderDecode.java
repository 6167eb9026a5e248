package org.jetstreamlan.nic.mac;

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
    private static final int UPPER = 16;

    /// The word that goes into `first` at the end of the clock.
    public final Bits link = input(bits(32));

    /// The word before it.
    public final Bits first = input(bits(32));

    public final UInt station = input(uint(6));

    /// Of the word in `first`.
    public final HeaderFlags flags = output(HeaderFlags.TYPE);

    private final HeaderFlags decoded = reg(HeaderFlags.TYPE, init(0));

    @Override
    protected void build() {
        var source = header(link, Header.SOURCE.lo(), Header.SOURCE.width()).asUInt();
        decoded.checkGood().next(checkGood());
        decoded.own().next(source.eq(station));
        decoded.above().next(source.gt(station));
        decoded.counted().next(counted(source));
        decoded.exhausted().next(source.andR().and(tag().andR()));
        decoded.hecGood().next(hecGood());
        flags.assign(decoded);
    }

    private Bool checkGood() {
        var check = header(link, Header.CHECK.lo(), Header.CHECK.width());
        return HeaderCrc.good(link.slice(31, UPPER), check);
    }

    private Bool hecGood() {
        var atm = cat(first.slice(7, 0), link.slice(31, 8));
        return HeaderCrc.good(atm, link.slice(7, 0));
    }

    /// The check is carried along as the change that the flipped bits make, not made anew, so that an error
    /// would stay visible.
    private Bits counted(UInt source) {
        var increment = source.add(1).xor(source).asBits();
        var tag = tag().asUInt();
        var ofTag = tag.add(1).xor(tag).asBits();
        var tagged = cat(zeros(4), ofTag.slice(5, 2), zeros(6), ofTag.slice(1, 0));
        var full = source.eq(Header.STATIONS - 1);
        var flipped = mux(full, tagged, cat(zeros(8), increment, zeros(2)));
        var check = header(link, Header.CHECK.lo(), Header.CHECK.width());
        return cat(link.slice(31, UPPER).xor(flipped), check.xor(HeaderCrc.change(flipped)));
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
