package org.jetstreamlan.hdl.lib;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.coding.PriorityEncoder;

/// An AXI4-Stream port `factor` times as narrow: a transfer's lanes one after the other, the low ones first. At the end of a packet, parts
/// without a byte are left out (one is sent even so if all are), and the last part sent has `last`.
///
/// ```
/// clock        0    1    2    3    4             factor 2
/// s_axis       | ba | ba | 0c |                  c is last
/// tready       _____/▔▔▔▔▔▔▔▔▔\_____
/// m_axis       | a  | b  | c  |
/// ```
/// Latency 0, throughput one part a clock. Registers: the count.
public final class Axi4StreamNarrower extends Module {
    private final int bytes;
    private final int factor;

    public final Axi4Stream s_axis;
    public final Axi4Stream m_axis;

    /// @param bytes of a narrow transfer
    /// @param factor at least 2
    public Axi4StreamNarrower(int bytes, int factor) {
        if (factor < 2) {
            throw Arguments.wrong(
                    "a narrower", "of factor " + factor, "give it a factor of 2 or more");
        }
        this.bytes = bytes;
        this.factor = factor;
        super();
        this.s_axis = input(Axi4Stream.type(bytes * factor));
        this.m_axis = output(Axi4Stream.type(bytes));
    }

    @Override
    protected String moduleName() {
        return "Axi4StreamNarrower_b%d_x%d".formatted(bytes, factor);
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var in = s_axis.t();
        var out = m_axis.t();
        var part = reg(uint(PriorityEncoder.indexWidth(factor)), init(0));
        List<Bits> data = new ArrayList<>();
        List<Bits> keep = new ArrayList<>();
        List<Bool> isLast = new ArrayList<>();
        for (int i = 0; i < factor; i++) {
            int lo = i * bytes;
            int end = factor * bytes;
            data.add(in.payload().data().slice(8 * (lo + bytes) - 1, 8 * lo));
            keep.add(in.payload().keep().slice(lo + bytes - 1, lo));
            isLast.add(
                    i == factor - 1
                            ? high()
                            : in.payload()
                                    .last()
                                    .and(
                                            in.payload()
                                                    .keep()
                                                    .slice(end - 1, lo + bytes)
                                                    .orR()
                                                    .not()));
        }
        var ends = Selection.of(isLast, part);
        out.valid().assign(in.valid());
        out.payload().data().assign(Selection.of(data, part));
        out.payload().keep().assign(Selection.of(keep, part));
        out.payload().last().assign(ends.and(in.payload().last()));
        in.ready().assign(out.ready().and(ends));
        // Of two parts the other one is next exactly if this is not the end: 3 LUT4 less than
        // counting.
        var following =
                factor == 2
                        ? in.ready().not().asUInt()
                        : mux(ends, num(0, part.width()), part.add(1));
        when(out.fire(), () -> part.next(following));
    }
}
