package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Flow;

/// The regions of all processes, in block RAM: 6 for up to 512 entries. Each 26 bits have a parity bit.
///
/// ```
/// clock    0        1        2        3
/// number | entry  |
/// cell            | read   |
/// found                    | entry  |
/// broken                            |▔▔▔▔▔▔▔▔|
/// ```
/// Latency 2 clocks to `found`, 3 to `broken`; a look-up a clock. An entry that is looked up as it is written is not there.
public final class RegionTable extends Module {
    /// Clocks from `number` to `found`.
    public static final int LATENCY = 2;

    private static final int SPAN = 26;
    private static final int PARITIES = RegionEntry.TYPE.width() / SPAN;

    private final int entries;

    /// Which entry is written, and what it becomes.
    public final Flow<UInt> write = input(flow(uint(RegionEntry.NUMBER_WIDTH)));

    public final RegionEntry written = input(RegionEntry.TYPE);
    public final UInt number = input(uint(RegionEntry.NUMBER_WIDTH));

    /// Of generation 0 where there is none.
    public final RegionEntry found = output(RegionEntry.TYPE);

    /// A clock behind `found`: it is not as it was written.
    public final Bool broken = output(bool());

    private final Mem<Bits> cells;

    /// @param entries a power of two, 2..512
    public RegionTable(int entries) {
        if (entries < 2
                || entries > 1 << RegionEntry.NUMBER_WIDTH
                || Integer.bitCount(entries) != 1) {
            throw new IllegalArgumentException(
                    "region table of %d entries: it is a power of two from 2 to %d"
                            .formatted(entries, 1 << RegionEntry.NUMBER_WIDTH));
        }
        this.entries = entries;
        super();
        this.cells = mem(bits(SPAN * PARITIES + PARITIES), entries, ReadUnderWrite.UNDEFINED);
    }

    @Override
    protected String moduleName() {
        return "RegionTable_n" + entries;
    }

    @Override
    protected void build() {
        int width = cells.addressWidth();
        var place = write.payload();
        when(
                write.valid().and(exists(place, width)),
                () -> cells.write(place.trunc(width), guarded(written.asBits())));

        var cell = cells.read(number.trunc(width));
        var there = reg(bool());
        there.next(all(exists(number, width), write.valid().and(place.eq(number)).not()));
        var seen = reg(bits(cells.width()));
        seen.next(mux(there, cell, zeros(cell.width())));
        found.assign(RegionEntry.TYPE.fromBits(seen.trunc(SPAN * PARITIES)));
        var wrong = reg(bool());
        wrong.next(seen.ne(guarded(seen.trunc(SPAN * PARITIES))));
        broken.assign(wrong);
    }

    private static Bool exists(UInt number, int width) {
        return width == RegionEntry.NUMBER_WIDTH
                ? high()
                : number.slice(RegionEntry.NUMBER_WIDTH - 1, width).eq(0);
    }

    /// The parity bits on top.
    private static Bits guarded(Bits entry) {
        var parities = new Bool[PARITIES];
        for (int i = 0; i < PARITIES; i++) {
            parities[i] = entry.slice(SPAN * i + SPAN - 1, SPAN * i).xorR();
        }
        return cat(cat(parities), entry);
    }
}
