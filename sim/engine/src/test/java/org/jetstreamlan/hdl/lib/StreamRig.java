package org.jetstreamlan.hdl.lib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.jit.JitEngine;

/// Pushes running numbers into the stream `in` of a module and takes them from `out`, checking order, loss and the handshake.
final class StreamRig implements AutoCloseable {
    private final Model model;
    final Simulator simulator;
    private final Probe inValid;
    private final Probe inPayload;
    private final Probe inReady;
    private final Probe outValid;
    private final Probe outPayload;
    private final Probe outReady;
    private final long mask;
    private final ArrayDeque<Long> inside = new ArrayDeque<>();
    private long pushed;
    private long taken;
    private long stalledPayload = -1;
    private boolean offering;

    StreamRig(Supplier<? extends Module> module) {
        model = new JitEngine().compile(Design.<Module>of(module::get).circuit());
        simulator = model.instantiate();
        inValid = simulator.probe("in_valid");
        inPayload = simulator.probe("in_payload");
        inReady = simulator.probe("in_ready");
        outValid = simulator.probe("out_valid");
        outPayload = simulator.probe("out_payload");
        outReady = simulator.probe("out_ready");
        mask = (1L << inPayload.width()) - 1;
        simulator.poke(simulator.probe("rst"), 1);
        simulator.step();
        simulator.poke(simulator.probe("rst"), 0);
    }

    /// One clock; returns whether a payload came out.
    boolean clock(boolean push, boolean take) {
        offering |= push;
        simulator.poke(inValid, offering ? 1 : 0);
        simulator.poke(inPayload, pushed & mask);
        simulator.poke(outReady, take ? 1 : 0);
        boolean valid = simulator.peek(outValid) != 0;
        long payload = simulator.peek(outPayload);
        boolean accepted = offering && simulator.peek(inReady) != 0;
        if (stalledPayload >= 0) {
            assertThat(valid).as("valid stays until taken").isTrue();
            assertThat(payload).as("payload stays until taken").isEqualTo(stalledPayload);
        }
        stalledPayload = valid && !take ? payload : -1;
        if (accepted) {
            inside.add(pushed & mask);
            pushed++;
            offering = false;
        }
        if (valid && take) {
            assertThat(inside).as("nothing comes out that did not go in").isNotEmpty();
            assertThat(payload).isEqualTo(inside.removeFirst());
            taken++;
        }
        simulator.step();
        return valid && take;
    }

    int inside() {
        return inside.size();
    }

    long taken() {
        return taken;
    }

    /// Clocks from the one in which a payload goes into the empty module to the one in which it is offered.
    int latency() {
        int clocks = 0;
        boolean out = clock(true, true);
        while (!out) {
            out = clock(false, true);
            clocks++;
            assertThat(clocks).isLessThan(100);
        }
        return clocks;
    }

    /// Random pushes and takes of the given shares; everything comes out in the end.
    void play(long seed, int clocks, int pushPercent, int takePercent) {
        Random random = new Random(seed);
        for (int i = 0; i < clocks; i++) {
            clock(random.nextInt(100) < pushPercent, random.nextInt(100) < takePercent);
        }
        while (offering || !inside.isEmpty()) {
            clock(false, true);
        }
        simulator.poke(inValid, 0);
        assertThat(simulator.peek(outValid)).as("empty at the end, seed " + seed).isZero();
    }

    @Override
    public void close() {
        simulator.close();
        model.close();
    }
}
