package org.jetstreamlan.nic.table;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.hdl.Bits;
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
/// An entry has a parity bit; one that does not fit is no hit, whatever it holds.
///
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

    /// Bits to turn in what is written, behind its parity.
    final Bits flip = input(bits(8));

    /// What was read, in clock 1.
    final VciEntry entry = output(VciEntry.type());

    /// What the entry is compared with, in clock 1.
    final UInt key = input(uint(VCI_WIDTH));

    /// The entry read is valid and has the key, in clock 2; with its value.
    final Bool hit = output(bool());

    /// The entry read has wrong parity, in clock 2.
    final Bool broken = output(bool());

    final Bool tap = output(bool());
    final UInt pool = output(uint(Registers.VCI_HIGH_POOL.width()));

    /// Parity on top.
    private final Mem<Bits> cells;

    VciWay(int sets) {
        this.setWidth = Integer.numberOfTrailingZeros(sets);
        super();
        this.set = input(uint(setWidth));
        this.writeSet = input(uint(setWidth));
        this.cells = mem(bits(VciEntry.type().width() + 1), sets, UNDEFINED);
    }

    @Override
    protected String moduleName() {
        return "VciWay_s" + setWidth;
    }

    @Override
    protected void build() {
        var written = writeEntry.asBits();
        when(
                writes,
                () ->
                        cells.write(
                                writeSet,
                                cat(written.xorR(), written.xor(flip.zext(written.width())))));
        var cell = cells.read(set);
        var found = VciEntry.type().fromBits(cell.trunc(written.width()));
        entry.assign(found);

        List<Bool> sums = new ArrayList<>();
        for (int lo = 0; lo < cell.width(); lo += 4) {
            sums.addFirst(cell.slice(Math.min(lo + 3, cell.width() - 1), lo).xorR());
        }
        var parts = reg(bits(sums.size()));
        parts.next(cat(sums.toArray(Bool[]::new)));
        var wrong = parts.xorR();
        broken.assign(wrong);

        var difference = found.vci().xor(key);
        List<Bool> pairs = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            pairs.addFirst(difference.slice(2 * i + 1, 2 * i).orR());
        }
        var differs = reg(bits(PAIRS));
        differs.next(cat(pairs.toArray(Bool[]::new)));
        var occupied = reg(bool());
        occupied.next(found.valid());
        hit.assign(all(occupied, differs.orR().not(), wrong.not()));

        var foundTap = reg(bool());
        foundTap.next(found.tap());
        tap.assign(foundTap);
        var foundPool = reg(uint(pool.width()));
        foundPool.next(found.pool());
        pool.assign(foundPool);
    }
}
