package org.jetstreamlan.sim.axi;

import java.util.Locale;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.bench.Stalls;

/// R or B of an [Axi4Manager]: takes answers for the bursts under way, and holds the other side to the handshake, in which an offer stays as
/// it is until it is taken.
final class AnswerChannel {
    private final Simulator simulator;
    private final String port;
    private final String name;
    private final String contents;
    private final BurstQueue queue;
    private final Stalls stalls;
    private final Probe valid;
    private final Probe ready;
    private boolean offering;
    private boolean held;
    private long heldData;
    private long heldRest;

    /// @param port prefix of the manager's nets
    /// @param name `r` or `b`
    /// @param contents nets that must stay, for messages
    AnswerChannel(
            Simulator simulator,
            String port,
            String name,
            String contents,
            BurstQueue queue,
            Stalls stalls) {
        this.simulator = simulator;
        this.port = port;
        this.name = name.toUpperCase(Locale.ROOT);
        this.contents = contents;
        this.queue = queue;
        this.stalls = stalls;
        valid = simulator.probe(port + "_" + name + "valid");
        ready = simulator.probe(port + "_" + name + "ready");
    }

    void drive() {
        offering = queue.answered < queue.planned && !stalls.next();
        simulator.poke(ready, offering ? 1 : 0);
    }

    /// An answer was offered and not taken: it must stay.
    boolean isHeld() {
        return held;
    }

    /// Whether there is an answer in this clock.
    boolean isValid() {
        boolean now = simulator.peek(valid) != 0;
        if (held && !now) {
            throw violation("%sVALID withdrawn before %sREADY".formatted(name, name));
        }
        return now;
    }

    /// Looks at the answer, all of which is in two numbers. Returns whether it is taken in this clock.
    boolean take(long data, long rest) {
        if (held && (data != heldData || rest != heldRest)) {
            throw violation("%s changed while %sREADY was 0".formatted(contents, name));
        }
        held = !offering;
        heldData = data;
        heldRest = rest;
        return offering;
    }

    AxiViolation violation(String what) {
        return new AxiViolation(port, simulator.cycle(), what);
    }
}
