package org.jetstreamlan.nic;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.nic.mac.MacStatus;

/// INTERRUPT_STATUS and the line. Bits 5..0: COPY, MEMORY, BUS, RING, COMPLETION, RECEIVE; what happens wins over what is cleared in the same clock. The line
/// is a register, 1 clock behind status and enable.
final class Interrupts extends Module {
    private static final int SOURCES = 6;

    final Bool restart = input(bool());
    final Bool received = input(bool());
    final Bool completed = input(bool());

    /// A ring stops.
    final Bool busFailed = input(bool());

    /// RING is set when any of this changes.
    final MacStatus ring = input(MacStatus.TYPE);

    /// A memory gave something else than was written.
    final Bool memory = input(bool());

    /// A copy has completed.
    final Bool copied = input(bool());

    /// A write to INTERRUPT_STATUS: 1 clears.
    final Bool written = input(bool());

    final Bits cleared = input(bits(SOURCES));
    final Bits enabled = input(bits(SOURCES));
    final Bits status = output(bits(SOURCES));
    final Bool line = output(bool());

    @Override
    protected void build() {
        var pending = reg(bits(SOURCES), init(0));
        var lastRing = reg(MacStatus.TYPE, init(0));
        var raised = reg(bool(), init(0));
        lastRing.next(ring);
        var ringChanged = ring.asBits().ne(lastRing.asBits());
        var happened = cat(copied, memory, busFailed, ringChanged, completed, received);
        var kept = mux(written, pending.and(cleared.not()), pending);
        pending.next(kept.or(happened));
        when(restart, () -> pending.next(0));
        raised.next(pending.and(enabled).orR());
        status.assign(pending);
        line.assign(raised);
    }
}
