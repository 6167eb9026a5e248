package org.jetstreamlan.hdl.lib;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.coding.PriorityEncoder;

/// Each word in several parts, the low end first.
///
/// ```
/// clock       0    1    2    3    4         factor 2
/// in          | ba | ba | dc | dc |
/// in.ready    _____/▔▔▔▔\____/▔▔▔▔
/// out         | a  | b  | c  | d  |
/// ```
/// Latency 0, throughput one part out a clock. Registers: the count.
public final class StreamNarrower extends Module {
    private final int width;
    private final int factor;
    public final Stream<Bits> in;
    public final Stream<Bits> out;

    /// @param width of a word, in bits, a multiple of `factor`
    /// @param factor parts of a word, at least 2
    public StreamNarrower(int width, int factor) {
        if (factor < 2 || width % factor != 0) {
            throw Arguments.wrong(
                    "a narrower",
                    "of words of " + width + " bits in " + factor + " parts",
                    "give it 2 parts or more, of a whole number of bits");
        }
        this.width = width;
        this.factor = factor;
        super();
        this.in = input(stream(bits(width)));
        this.out = output(stream(bits(width / factor)));
    }

    @Override
    protected String moduleName() {
        return "StreamNarrower_w%d_x%d".formatted(width, factor);
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var part = reg(uint(PriorityEncoder.indexWidth(factor)), init(0));
        var isLast = part.eq(factor - 1);
        List<Bits> parts = new ArrayList<>();
        for (int i = 0; i < factor; i++) {
            parts.add(in.payload().slice((i + 1) * width / factor - 1, i * width / factor));
        }
        out.valid().assign(in.valid());
        out.payload().assign(Selection.of(parts, part));
        in.ready().assign(out.ready().and(isLast));
        when(out.fire(), () -> part.next(mux(isLast, num(0, part.width()), part.add(1))));
    }
}
