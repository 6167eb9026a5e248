package org.jetstreamlan.nic.clan;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.clan.TripwireEntry;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Selection;

/// The tripwires on ranges: 16 in LUT RAM, four of which are compared with a run of cells in a clock, when the run is due. So one that has moved is looked at
/// where it is.
///
/// ```
/// group, run  ──> hits                  in the same clock
/// which       ──> does
///             ──> extent moved on | moves ──> written     a clock later
/// ```
public final class TripwireRanges extends Module {
    static final int GROUP = 4;
    static final int GROUPS = TripwireEntry.RANGES_MAXIMUM / GROUP;
    static final int WHICH_WIDTH = 4;
    private static final int GROUP_WIDTH = 2;
    private static final int CELL = Watch.CELL_WIDTH;

    /// Where a range is.
    ///
    /// @param valid there is one
    /// @param where outbound, aperture, place
    /// @param first cell
    /// @param last cell
    record Extent(Bool valid, Bits where, UInt first, UInt last) implements Bundle<Extent> {
        static final Type<Extent> TYPE =
                Type.bundle(
                        fields ->
                                new Extent(
                                        fields.field("valid", Type.bool()),
                                        fields.field("where", Type.bits(Watch.WHERE_WIDTH)),
                                        fields.field("first", Type.uint(CELL)),
                                        fields.field("last", Type.uint(CELL))));
    }

    /// What a range does.
    ///
    /// @param does its number is known
    /// @param step cells that it moves on by
    /// @param modulus log2 of the cells that it moves in
    private record Motion(TripwireActions does, UInt step, UInt modulus) implements Bundle<Motion> {
        static final Type<Motion> TYPE =
                Type.bundle(
                        fields ->
                                new Motion(
                                        fields.field("does", TripwireActions.TYPE),
                                        fields.field("step", Type.uint(TripwireWrite.STEP_WIDTH)),
                                        fields.field(
                                                "modulus",
                                                Type.uint(TripwireWrite.MODULUS_WIDTH))));
    }

    public final UInt group = input(uint(GROUP_WIDTH));
    public final Watch run = input(Watch.TYPE);

    /// Bit i: range 4 x `group` + i has a cell of the run.
    public final Bits hits = output(bits(GROUP));

    public final UInt which = input(uint(WHICH_WIDTH));
    public final TripwireActions does = output(TripwireActions.TYPE);

    /// It moves on, in the clock behind one in which `which` is the same.
    public final Bool moves = input(bool());

    /// Entry `which` is written.
    public final Bool writes = input(bool());

    public final TripwireWrite written = input(TripwireWrite.TYPE);

    private final List<Mem<Extent>> extents = new ArrayList<>();
    private final Mem<Motion> motions =
            mem(Motion.TYPE, TripwireEntry.RANGES_MAXIMUM, ReadUnderWrite.UNDEFINED);

    public TripwireRanges() {
        for (int i = 0; i < GROUP; i++) {
            extents.add(mem(Extent.TYPE, GROUPS, ReadUnderWrite.UNDEFINED));
        }
    }

    @Override
    protected void build() {
        var inGroup = which.trunc(GROUP_WIDTH);
        var ofGroup = which.slice(WHICH_WIDTH - 1, GROUP_WIDTH).asUInt();
        var found = new Bool[GROUP];
        List<Extent> theirs = new ArrayList<>();
        for (int i = 0; i < GROUP; i++) {
            var extent = extents.get(i).readAsync(group);
            var from = run.first().le(extent.last());
            var to = run.last().ge(extent.first().zext(CELL + 1));
            var here = all(extent.valid(), extent.where().eq(run.where()));
            found[GROUP - 1 - i] = all(run.some(), here, from, to);
            theirs.add(extents.get(i).readAsync(ofGroup));
        }
        hits.assign(cat(found));

        var motion = motions.readAsync(which);
        does.assign(motion.does());

        // first + step modulo 2^modulus, from the first multiple of that below; as long as before
        var extent = Selection.of(theirs, inGroup);
        var mask = ones(CELL).shl(motion.modulus());
        var on = extent.first().add(motion.step().zext(CELL));
        var first = extent.first().asBits().and(mask).or(on.asBits().and(mask.not())).asUInt();
        var moved = reg(Extent.TYPE);
        moved.valid().next(extent.valid());
        moved.where().next(extent.where());
        moved.first().next(first);
        var cells = reg(uint(CELL));
        cells.next(extent.last().sub(extent.first()));
        var next =
                new Extent(moved.valid(), moved.where(), moved.first(), moved.first().add(cells));
        var fresh = new Extent(written.valid(), written.where(), written.first(), written.last());
        for (int i = 0; i < GROUP; i++) {
            var each = extents.get(i);
            when(
                    all(any(moves, writes), inGroup.eq(i)),
                    () -> each.write(ofGroup, mux(writes, fresh, next)));
        }
        when(
                writes,
                () ->
                        motions.write(
                                which,
                                new Motion(written.does(), written.step(), written.modulus())));
    }
}
