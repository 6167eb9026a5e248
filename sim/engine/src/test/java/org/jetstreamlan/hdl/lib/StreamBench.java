package org.jetstreamlan.hdl.lib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.jit.JitEngine;

/// Feeds any number of streams and takes from any number, with random pauses on each; keeps what moved, and checks the promise that an
/// offered payload stays.
final class StreamBench implements AutoCloseable {
    /// A stream port of the module under test.
    private final class Port {
        final String name;
        final Probe valid;
        final Probe payload;
        final Probe ready;
        final ArrayDeque<Long> pending = new ArrayDeque<>();
        final List<Long> moved = new ArrayList<>();
        int share = 50;
        boolean active;
        long stalled = -1;

        Port(String name) {
            this.name = name;
            valid = simulator.probe(name + "_valid");
            payload = simulator.probe(name + "_payload");
            ready = simulator.probe(name + "_ready");
        }
    }

    private final Model model;
    final Simulator simulator;
    private final Map<String, Port> inputs = new LinkedHashMap<>();
    private final Map<String, Port> outputs = new LinkedHashMap<>();
    private final List<Probe> controls = new ArrayList<>();
    private final Random random;
    private final long seed;
    private boolean promises = true;

    StreamBench(long seed, Supplier<? extends Module> module) {
        this(seed, new JitEngine(), module);
    }

    StreamBench(long seed, Engine engine, Supplier<? extends Module> module) {
        this.seed = seed;
        random = new Random(seed);
        model = engine.compile(Design.<Module>of(module::get).circuit());
        simulator = model.instantiate();
        if (!model.circuit().top().domains().isEmpty()) {
            simulator.poke(simulator.probe("rst"), 1);
            simulator.step();
            simulator.poke(simulator.probe("rst"), 0);
        }
    }

    /// An input stream and the payloads to send.
    StreamBench send(String name, List<Long> payloads) {
        var port = inputs.computeIfAbsent(name, Port::new);
        port.pending.addAll(payloads);
        return this;
    }

    /// `count` payloads that tell their order.
    StreamBench send(String name, int count) {
        List<Long> payloads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            payloads.add((long) i);
        }
        return send(name, payloads);
    }

    StreamBench take(String... names) {
        for (String name : names) {
            outputs.put(name, new Port(name));
        }
        return this;
    }

    /// How many of 100 clocks a port is offered or ready.
    StreamBench share(String name, int percent) {
        port(name).share = percent;
        return this;
    }

    private Port port(String name) {
        Port port = inputs.getOrDefault(name, outputs.get(name));
        if (port == null) {
            throw new IllegalArgumentException("no stream " + name);
        }
        return port;
    }

    /// An input that changes at random.
    StreamBench shake(String name) {
        controls.add(simulator.probe(name));
        return this;
    }

    /// Outputs may take their `valid` back.
    StreamBench withoutPromise() {
        promises = false;
        return this;
    }

    StreamBench run(int clocks) {
        for (int i = 0; i < clocks; i++) {
            clock();
        }
        return this;
    }

    /// Until all that was to be sent has moved, and then some clocks.
    StreamBench finish() {
        for (int i = 0;
                i < 100_000 && inputs.values().stream().anyMatch(p -> !p.pending.isEmpty());
                i++) {
            clock();
        }
        assertThat(inputs.values().stream().filter(p -> !p.pending.isEmpty()).map(p -> p.name))
                .as("inputs that got stuck, seed %d", seed)
                .isEmpty();
        return run(1_000);
    }

    void clock() {
        controls.forEach(control -> simulator.poke(control, random.nextInt(1 << control.width())));
        for (Port port : inputs.values()) {
            port.active =
                    !port.pending.isEmpty() && (port.active || random.nextInt(100) < port.share);
            simulator.poke(port.valid, port.active ? 1 : 0);
            simulator.poke(port.payload, port.pending.isEmpty() ? 0 : port.pending.getFirst());
        }
        for (Port port : outputs.values()) {
            port.active = random.nextInt(100) < port.share;
            simulator.poke(port.ready, port.active ? 1 : 0);
        }
        for (Port port : outputs.values()) {
            boolean valid = simulator.peek(port.valid) != 0;
            long payload = simulator.peek(port.payload);
            if (promises && port.stalled >= 0) {
                assertThat(valid).as("%s stays valid, seed %d", port.name, seed).isTrue();
                assertThat(payload)
                        .as("%s stays, seed %d", port.name, seed)
                        .isEqualTo(port.stalled);
            }
            port.stalled = valid && !port.active ? payload : -1;
            if (valid && port.active) {
                port.moved.add(payload);
            }
        }
        for (Port port : inputs.values()) {
            if (port.active && simulator.peek(port.ready) != 0) {
                port.moved.add(port.pending.removeFirst());
                port.active = false;
            }
        }
        simulator.step();
    }

    /// What came out of `name`, or went in.
    List<Long> moved(String name) {
        return port(name).moved;
    }

    @Override
    public void close() {
        simulator.close();
        model.close();
    }
}
