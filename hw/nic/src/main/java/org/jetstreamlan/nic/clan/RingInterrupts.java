package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.EventRingEntry;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.coding.OneHot;

/// CLAN_INTERRUPT_STATUS, a bit an event ring, and its line. What happens wins over what is cleared in the same clock. The line is a register, 1
/// clock behind status and enable.
public final class RingInterrupts extends Module {
    private static final int RINGS = EventRingEntry.RINGS;

    public final Bool restart = input(bool());

    /// A ring has a new entry; a tripwire wants its ring's interrupt.
    public final Flow<UInt> published = input(flow(uint(Raise.RING_WIDTH)));

    public final Flow<UInt> fired = input(flow(uint(Raise.RING_WIDTH)));

    /// A write to the register: 1 clears.
    public final Bool written = input(bool());

    public final Bits cleared = input(bits(RINGS));
    public final Bits enabled = input(bits(RINGS));
    public final Bits status = output(bits(RINGS));
    public final Bool line = output(bool());

    @Override
    protected void build() {
        var pending = reg(bits(RINGS), init(0));
        var raised = reg(bool(), init(0));
        var kept = mux(written, pending.and(cleared.not()), pending);
        pending.next(kept.or(of(published)).or(of(fired)));
        when(restart, () -> pending.next(0));
        raised.next(pending.and(enabled).orR());
        status.assign(pending);
        line.assign(raised);
    }

    private static Bits of(Flow<UInt> ring) {
        return mux(ring.valid(), OneHot.of(ring.payload(), RINGS), zeros(RINGS));
    }
}
