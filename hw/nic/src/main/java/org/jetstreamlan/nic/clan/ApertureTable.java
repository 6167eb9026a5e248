package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Flow;

/// What the window's 256 pages are, in block RAM, each half read by who needs it, with a parity bit.
///
/// The gate comes 1 clock behind its page, from the memory, the target 2 clocks behind, from registers. An entry that is not as it was
/// written lets nothing in; a target that is not is `targetBroken`.
public final class ApertureTable extends Module {
    /// Bits of a page's number.
    public static final int PAGE_WIDTH = 8;

    /// Bits of a place in a page of 64 KiB.
    public static final int OFFSET_WIDTH = 16;

    private final int endpointWidth;

    public final Flow<UInt> write = input(flow(uint(PAGE_WIDTH)));
    public final ApertureEntry written;

    /// Which gate; moves on while `gateMoves`.
    public final UInt gatePage = input(uint(PAGE_WIDTH));

    public final Bool gateMoves = input(bool());
    public final ApertureEntry.Gate gate;
    public final UInt targetPage = input(uint(PAGE_WIDTH));
    public final ApertureEntry.Target target = output(ApertureEntry.Target.TYPE);
    public final Bool targetBroken = output(bool());

    private final Mem<Bits> gates;
    private final Mem<Bits> targets;

    /// @param endpointWidth bits of an endpoint's number
    public ApertureTable(int endpointWidth) {
        this.endpointWidth = endpointWidth;
        super();
        this.written = input(ApertureEntry.type(endpointWidth));
        this.gate = output(ApertureEntry.Gate.type(endpointWidth));
        int pages = 1 << PAGE_WIDTH;
        this.gates = mem(bits(written.gate().width() + 1), pages, ReadUnderWrite.UNDEFINED);
        this.targets = mem(bits(written.target().width() + 1), pages, ReadUnderWrite.UNDEFINED);
    }

    @Override
    protected String moduleName() {
        return "ApertureTable_e" + endpointWidth;
    }

    @Override
    protected void build() {
        when(
                write.valid(),
                () -> {
                    gates.write(write.payload(), guarded(written.gate().asBits()));
                    targets.write(write.payload(), guarded(written.target().asBits()));
                });
        var cell = gates.read(gatePage, gateMoves);
        var read = ApertureEntry.Gate.type(endpointWidth).fromBits(cell.trunc(cell.width() - 1));
        gate.open().assign(read.open().and(cell.xorR().not()));
        gate.doorbell().assign(read.doorbell());
        gate.endpoint().assign(read.endpoint());
        gate.length().assign(read.length());
        gate.cell().assign(read.cell());

        var seen = reg(bits(targets.width()));
        seen.next(targets.read(targetPage));
        target.assign(ApertureEntry.Target.TYPE.fromBits(seen.trunc(seen.width() - 1)));
        targetBroken.assign(seen.xorR());
    }

    private static Bits guarded(Bits half) {
        return cat(half.xorR(), half);
    }
}
