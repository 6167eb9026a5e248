package org.jetstreamlan.nic.table;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// One way of the [VciTable]: a memory of entries and the comparison behind it.
///
/// ```
/// clock   0          1                       2
///         set ──────> entry ── 12 pairs ──> hit, tap, pool
///                     key
/// ```
/// The pairs of bits are compared behind the block RAM, one LUT each; what they say is gathered a clock later, so that the slow way out of
/// a block RAM has one level of logic behind it. A cell that is written in clock 0 reads as anything.
final class VciWay extends Module {
    private static final int VCI_WIDTH = Registers.VCI_LOW_VCI.width();
    private static final int PAIRS = VCI_WIDTH / 2;

    private final int setWidth;

    final Bool writes = input(bool());

    /// What is read.
    final UInt set;

    /// What is written, and where.
    final UInt writeSet;

    final VciEntry writeEntry = input(VciEntry.type());

    /// What was read, in clock 1.
    final VciEntry entry = output(VciEntry.type());

    /// What the entry is compared with, in clock 1.
    final UInt key = input(uint(VCI_WIDTH));

    /// The entry read is valid and has the key, in clock 2; with its value.
    final Bool hit = output(bool());

    final Bool tap = output(bool());
    final UInt pool = output(uint(Registers.VCI_HIGH_POOL.width()));

    private final Mem<VciEntry> cells;

    VciWay(int sets) {
        this.setWidth = Integer.numberOfTrailingZeros(sets);
        super();
        this.set = input(uint(setWidth));
        this.writeSet = input(uint(setWidth));
        this.cells = mem(VciEntry.type(), sets, UNDEFINED);
    }

    @Override
    protected String moduleName() {
        return "VciWay_s" + setWidth;
    }

    @Override
    protected void build() {
        when(writes, () -> cells.write(writeSet, writeEntry));
        var found = cells.read(set);
        entry.assign(found);

        var difference = found.vci().xor(key);
        List<Bool> pairs = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            pairs.addFirst(difference.slice(2 * i + 1, 2 * i).orR());
        }
        var differs = reg(bits(PAIRS));
        differs.next(cat(pairs.toArray(Bool[]::new)));
        var occupied = reg(bool());
        occupied.next(found.valid());
        hit.assign(occupied.and(differs.orR().not()));

        var foundTap = reg(bool());
        foundTap.next(found.tap());
        tap.assign(foundTap);
        var foundPool = reg(uint(pool.width()));
        foundPool.next(found.pool());
        pool.assign(foundPool);
    }
}
