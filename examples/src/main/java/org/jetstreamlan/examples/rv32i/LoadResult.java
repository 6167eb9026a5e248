package org.jetstreamlan.examples.rv32i;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// From the word that memory gave to what a load puts into its register, combinational.
public final class LoadResult extends Module {
    public final Bits funct3 = input(bits(3));

    /// The address within the word.
    public final UInt offset = input(uint(2));

    public final Bits word = input(bits(32));
    public final UInt value = output(uint(32));

    @Override
    protected void build() {
        var shifted = word.shr(cat(offset, zeros(3)).asUInt());
        var isUnsigned = funct3.bit(2);
        select(funct3.slice(1, 0))
                .is(0, () -> value.assign(extended(shifted.trunc(8), isUnsigned)))
                .is(1, () -> value.assign(extended(shifted.trunc(16), isUnsigned)))
                .otherwise(() -> value.assign(word.asUInt()));
    }

    private static UInt extended(Bits part, Bool isUnsigned) {
        var sign = part.bit(part.width() - 1).and(isUnsigned.not());
        return cat(sign, part).asSInt().sext(32).asUInt();
    }
}
