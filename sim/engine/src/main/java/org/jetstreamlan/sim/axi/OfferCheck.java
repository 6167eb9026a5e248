package org.jetstreamlan.sim.axi;

import java.util.Locale;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.bench.Stalls;

/// Takes what a manager offers on one channel, and holds it to the handshake, in which an offer stays as it is until it is taken.
final class OfferCheck {
    private final Simulator simulator;
    private final String channel;
    private final Stalls stalls;
    private final Probe valid;
    private final Probe ready;
    private boolean still;
    private boolean taking;
    private boolean shown;
    private boolean held;
    private long heldData;
    private long heldRest;

    /// @param channel as `m_axi_aw`
    OfferCheck(Simulator simulator, String channel, Stalls stalls) {
        this.simulator = simulator;
        this.channel = channel;
        this.stalls = stalls;
        valid = simulator.probe(channel + "valid");
        ready = simulator.probe(channel + "ready");
        simulator.poke(ready, 0);
    }

    void standStill(boolean stands) {
        still = stands;
    }

    /// @param room nothing is taken without
    void drive(boolean room) {
        taking = room && !still && !stalls.next();
        if (taking != shown) {
            shown = taking;
            simulator.poke(ready, taking ? 1 : 0);
        }
    }

    /// Whether there is an offer in this clock.
    boolean isValid() {
        boolean now = simulator.peek(valid) != 0;
        if (held && !now) {
            throw violation("VALID withdrawn before READY");
        }
        return now;
    }

    /// Looks at the offer, all of which is in two numbers. Returns whether it is taken in this clock.
    boolean isTaken(long data, long rest) {
        if (held && (data != heldData || rest != heldRest)) {
            throw violation("changed while READY was 0");
        }
        held = !taking;
        heldData = data;
        heldRest = rest;
        return taking;
    }

    private AxiViolation violation(String what) {
        return new AxiViolation(channel.toUpperCase(Locale.ROOT), simulator.cycle(), what);
    }
}
