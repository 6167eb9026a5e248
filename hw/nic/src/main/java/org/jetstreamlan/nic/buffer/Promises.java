package org.jetstreamlan.nic.buffer;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// How many of the free blocks are promised: for each pool and direction, what is missing to its reserve. A block that is
/// not promised to the pool that asks may be granted only while more are free than are promised, so that there always are
/// enough: free >= promised.
///
/// ```
/// clock      t     t+1    t+2
/// note   ___/▔▔▔\__________        an operation changes a count, or a reserve (`asks`)
/// fits   _________<valid>__        the changed reserve can be kept: what is then promised is free
/// promised_______________<new>     unless it was asked for and does not fit
/// ```
final class Promises extends Module {
    private final int width;

    final Bool restart = input(bool());

    /// An operation happens; one a clock.
    final Bool note = input(bool());

    /// It is a reserve that changes.
    final Bool asks = input(bool());

    /// Of the pool and direction: before and after the operation.
    final UInt reserve;

    final UInt count;
    final UInt reserveAfter;
    final UInt countAfter;

    /// Blocks on the free list, in the clock after `note` too.
    final UInt free;

    final Bool fits = output(bool());
    final UInt promised;

    /// @param width bits of a number of blocks
    Promises(int width) {
        this.width = width;
        this.reserve = input(uint(width));
        this.count = input(uint(width));
        this.reserveAfter = input(uint(width));
        this.countAfter = input(uint(width));
        this.free = input(uint(width));
        this.promised = output(uint(width));
    }

    @Override
    protected Object parameters() {
        return width;
    }

    @Override
    protected void build() {
        var total = reg(uint(width), init(0));
        var noted = reg(bool(), init(0));
        var asked = reg(bool());
        var missing = reg(uint(width));
        var missingAfter = reg(uint(width));
        noted.next(note);
        asked.next(asks);
        missing.next(missing(reserve, count));
        missingAfter.next(missing(reserveAfter, countAfter));
        var changed = total.sub(missing).addFull(missingAfter);
        fits.assign(changed.le(free.zext(width + 1)));
        when(noted.and(asked.not().or(fits)), () -> total.next(changed.trunc(width)));
        when(restart, () -> total.next(0));
        promised.assign(total);
    }

    private UInt missing(UInt wanted, UInt held) {
        var difference = wanted.zext(width + 1).sub(held.zext(width + 1));
        return mux(difference.bit(width), num(0, width), difference.trunc(width));
    }
}
