package org.jetstreamlan.hdl.lib;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.coding.PriorityEncoder;

/// An AXI4-Stream port `factor` times as narrow: a transfer's lanes one after the other, the low ones first. The last part sent of a transfer
/// with `last` has `last`; [EmptyParts] says which parts of it are sent.
///
/// ```
/// clock        0    1    2    3    4             factor 2
/// s_axis       | ba | ba | 0c |                  c is last
/// tready       _____/▔▔▔▔▔▔▔▔▔\_____
/// m_axis       | a  | b  | c  |
/// ```
/// Latency 0, throughput one part a clock. Registers: the count.
public final class Axi4StreamNarrower extends Module {
    /// What becomes of the parts behind a packet's last byte.
    public enum EmptyParts {
        /// Left out; of a transfer without any byte its first part is sent. `tready` depends on `tlast` and `tkeep`.
        LEFT_OUT,
        /// Sent, with `keep` 0 and the last of them with `last`: for packets of whole transfers. `tready` depends on the count alone.
        SENT
    }

    private final int bytes;
    private final int factor;
    private final EmptyParts emptyParts;

    public final Axi4Stream s_axis;
    public final Axi4Stream m_axis;

    /// Leaves empty parts out.
    ///
    /// @param bytes of a narrow transfer
    /// @param factor at least 2
    public Axi4StreamNarrower(int bytes, int factor) {
        this(bytes, factor, EmptyParts.LEFT_OUT);
    }

    /// @param bytes of a narrow transfer
    /// @param factor at least 2
    public Axi4StreamNarrower(int bytes, int factor, EmptyParts emptyParts) {
        if (factor < 2) {
            throw Arguments.wrong(
                    "a narrower", "of factor " + factor, "give it a factor of 2 or more");
        }
        this.bytes = bytes;
        this.factor = factor;
        this.emptyParts = emptyParts;
        super();
        this.s_axis = input(Axi4Stream.type(bytes * factor));
        this.m_axis = output(Axi4Stream.type(bytes));
    }

    @Override
    protected String moduleName() {
        var all = emptyParts == EmptyParts.SENT ? "_all" : "";
        return "Axi4StreamNarrower_b%d_x%d%s".formatted(bytes, factor, all);
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
        for (int i = 0; i < factor; i++) {
            int lo = i * bytes;
            data.add(in.payload().data().slice(8 * (lo + bytes) - 1, 8 * lo));
            keep.add(in.payload().keep().slice(lo + bytes - 1, lo));
        }
        var ends =
                emptyParts == EmptyParts.SENT
                        ? part.eq(factor - 1)
                        : Selection.of(isLast(in.payload()), part);
        out.valid().assign(in.valid());
        out.payload().data().assign(Selection.of(data, part));
        out.payload().keep().assign(Selection.of(keep, part));
        out.payload().last().assign(ends.and(in.payload().last()));
        in.ready().assign(out.ready().and(ends));
        if (emptyParts == EmptyParts.SENT && Integer.bitCount(factor) == 1) {
            part.next(part.add(out.fire().asUInt().zext(part.width())));
        } else {
            // Of two parts the other one is next exactly if this is not the end, which needs no
            // look at the count.
            var following =
                    factor == 2
                            ? ends.not().asUInt()
                            : mux(ends, num(0, part.width()), part.add(1));
            when(out.fire(), () -> part.next(following));
        }
    }

    /// Of each part: whether no part behind it has a byte of the packet.
    private List<Bool> isLast(Axi4Stream.Transfer transfer) {
        List<Bool> isLast = new ArrayList<>();
        for (int end = bytes; end < bytes * factor; end += bytes) {
            var behind = transfer.keep().slice(bytes * factor - 1, end);
            isLast.add(transfer.last().and(behind.orR().not()));
        }
        isLast.add(high());
        return isLast;
    }
}
