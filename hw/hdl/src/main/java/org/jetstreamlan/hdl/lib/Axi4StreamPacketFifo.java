package org.jetstreamlan.hdl.lib;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;

/// A queue of whole packets that never stalls its sender: a packet that finds no room, or is marked bad at its end, is dropped as if it had never
/// come. A packet is offered when its last transfer is in, so that it goes out without a gap.
///
/// ```
/// clock         0    1    2    3    4    5    6
/// s_axis        | a0 | a1 | b0 | b1 |              a1, b1 last
/// drop          _______________/▔▔▔▔\____          b is bad
/// written       | 0  | 1  | 2  | 3  | 2  |         back to `whole`
/// whole         | 0  | 0  | 2  | 2  | 2  |
/// m_axis        |    |    |    | a0 | a1 |
/// ```
/// Latency 2 clocks from a packet's last transfer; throughput a transfer a clock on both sides. Holds `depth` transfers in block RAM, so
/// a longer packet is always dropped.
public final class Axi4StreamPacketFifo extends Module {
    private final int bytes;
    private final int depth;
    private final int addressWidth;

    /// Always ready.
    public final Axi4Stream s_axis;

    /// With a packet's last transfer: forget the packet.
    public final Bool drop = input(bool());

    public final Axi4Stream m_axis;

    /// A packet was dropped; 1 in the clock of its last transfer.
    public final Bool dropped = output(bool());

    /// @param bytes of a transfer
    /// @param depth in transfers, at least 2
    public Axi4StreamPacketFifo(int bytes, int depth) {
        if (depth < 2) {
            throw Arguments.wrong(
                    "a packet FIFO", "of depth " + depth, "give it a depth of 2 or more");
        }
        this.bytes = bytes;
        this.depth = depth;
        this.addressWidth = 32 - Integer.numberOfLeadingZeros(depth - 1);
        super();
        this.s_axis = input(Axi4Stream.type(bytes));
        this.m_axis = output(Axi4Stream.type(bytes));
    }

    @Override
    protected String moduleName() {
        return "Axi4StreamPacketFifo_b%d_d%d".formatted(bytes, depth);
    }

    /// Addresses have a lap bit on top, as in [Fifo].
    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var in = s_axis.t();
        var out = m_axis.t();
        var cells = mem(Type.like(in.payload()), 1 << addressWidth, UNDEFINED);
        var written = reg(uint(addressWidth + 1), init(0));
        var whole = reg(uint(addressWidth + 1), init(0));
        var read = reg(uint(addressWidth + 1), init(0));
        var overflowed = reg(bool(), init(0));

        var full = written.sub(read).bit(addressWidth);
        var fails = overflowed.or(full);
        var ends = in.valid().and(in.payload().last());
        var next = Fifo.after(written, depth);
        in.ready().assign(1);
        dropped.assign(ends.and(fails.or(drop)));
        when(
                in.valid().and(full.not()),
                () -> cells.write(written.trunc(addressWidth), in.payload()));
        when(
                in.valid(),
                () -> {
                    overflowed.next(fails.and(in.payload().last().not()));
                    when(fails.not(), () -> written.next(next));
                    when(dropped, () -> written.next(whole));
                });
        when(ends.and(dropped.not()), () -> whole.next(next));

        var pop = out.fire();
        var head = mux(pop, Fifo.after(read, depth), read);
        var valid = reg(bool(), init(0));
        read.next(head);
        valid.next(whole.ne(head));
        out.valid().assign(valid);
        out.payload().assign(cells.read(head.trunc(addressWidth)));
    }
}
