package org.jetstreamlan.sim.bench;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.Simulator;
import org.jspecify.annotations.Nullable;

/// Valid and ready of a stream; of a flow, which has no ready, it is always 1.
final class Handshake {
    private final Simulation<?> simulation;
    private final Simulator simulator;
    private final Probe valid;
    private final @Nullable Probe ready;
    private final String name;

    Handshake(Simulation<?> simulation, Bool valid, @Nullable Bool ready) {
        this.simulation = simulation;
        this.simulator = simulation.simulator();
        this.valid = simulation.probe(valid);
        this.ready = ready == null ? null : simulation.probe(ready);
        name = this.valid.path().replaceFirst("_?valid$", "");
    }

    Simulation<?> simulation() {
        return simulation;
    }

    /// Name of the stream: `in` for `in_valid`.
    String name() {
        return name;
    }

    void valid(boolean value) {
        simulator.poke(valid, value ? 1 : 0);
    }

    boolean isValid() {
        return simulator.peek(valid) != 0;
    }

    void ready(boolean value) {
        if (ready != null) {
            simulator.poke(ready, value ? 1 : 0);
        }
    }

    boolean isReady() {
        return ready == null || simulator.peek(ready) != 0;
    }
}
