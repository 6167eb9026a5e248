package org.jetstreamlan.nic.checksum;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// The checksum field of a header in which one 16-bit word changes (RFC 1624, equation 3): HC' = ~(~HC + ~m + m').
///
/// Latency 2 clocks, one update a clock.
public final class ChecksumUpdate extends Module {
    private static final int WIDTH = 16;

    /// HC, the field as it was.
    public final Bits field = input(bits(WIDTH));

    /// m, the word as it was.
    public final Bits from = input(bits(WIDTH));

    /// m', the word as it will be.
    public final Bits to = input(bits(WIDTH));

    /// HC', the field as it will be.
    public final Bits updated = output(bits(WIDTH));

    private final Bits change = reg(bits(WIDTH), init(0));
    private final Bits old = reg(bits(WIDTH), init(0));
    private final Bits result = reg(bits(WIDTH), init(0));

    @Override
    protected void build() {
        change.next(sum(from.not(), to));
        old.next(field.not());
        result.next(sum(old, change).not());
        updated.assign(result);
    }

    /// One's complement sum: the carry comes back in.
    private static Bits sum(Bits a, Bits b) {
        UInt full = a.asUInt().addFull(b.asUInt());
        Bool carry = full.bit(WIDTH);
        return full.trunc(WIDTH).add(carry.asUInt().zext(WIDTH)).asBits();
    }
}
