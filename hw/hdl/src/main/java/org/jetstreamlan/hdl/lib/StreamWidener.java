package org.jetstreamlan.hdl.lib;

import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Module;

/// Several words side by side, the first at the low end.
///
/// ```
/// clock       0    1    2    3    4         factor 2
/// in          | a  | b  | c  | d  |
/// out         |    | ba |    | dc |
/// ```
/// Latency 0 from the last word of a group: it passes through, those before it are in registers. Throughput one word in a clock.
/// Registers: (factor - 1) x width + the count.
public final class StreamWidener extends Module {
    private final int width;
    private final int factor;
    public final Stream<Bits> in;
    public final Stream<Bits> out;

    /// @param width of a word, in bits
    /// @param factor words in a group, at least 2
    public StreamWidener(int width, int factor) {
        if (factor < 2) {
            throw Arguments.wrong(
                    "a widener", "of factor " + factor, "give it a factor of 2 or more");
        }
        this.width = width;
        this.factor = factor;
        super();
        this.in = input(stream(bits(width)));
        this.out = output(stream(bits(width * factor)));
    }

    @Override
    protected String moduleName() {
        return "StreamWidener_w%d_x%d".formatted(width, factor);
    }

    /// The words shift down, so that the first of a group ends at the low end.
    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var earlier = reg(bits(width * (factor - 1)));
        var have = reg(uint(32 - Integer.numberOfLeadingZeros(factor - 1)), init(0));
        var isLast = have.eq(factor - 1);
        var group = cat(in.payload(), earlier);
        out.valid().assign(in.valid().and(isLast));
        out.payload().assign(group);
        in.ready().assign(out.ready().or(isLast.not()));
        var push = in.fire();
        when(
                push,
                () -> {
                    have.next(mux(isLast, num(0, have.width()), have.add(1)));
                    earlier.next(group.slice(width * factor - 1, width));
                });
    }
}
