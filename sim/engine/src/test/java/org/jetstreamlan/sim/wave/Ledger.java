package org.jetstreamlan.sim.wave;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// What a wave of a run must show, noted peek by peek: in clock periods of 8000 ps, without the clock.
final class Ledger implements Trace {
    private static final long PERIOD = 8_000;

    private final Simulator simulator;
    private final Map<String, Probe> probes = new TreeMap<>();
    final Map<String, List<String>> changes = new TreeMap<>();
    private final Map<String, BigInteger> values = new TreeMap<>();
    private long last = -1;

    Ledger(Simulator simulator) {
        this.simulator = simulator;
        String top = simulator.model().circuit().top().name();
        for (Observables.Signal signal : Observables.of(simulator.model().circuit()).all()) {
            switch (signal.kind()) {
                case RESET, INPUT, OUTPUT, WIRE, REGISTER, READ_DATA ->
                        probes.put(top + "." + signal.path(), simulator.probe(signal.path()));
                case INSTANCE_PORT, NODE -> {}
            }
        }
        probes.keySet().forEach(path -> changes.put(path, new ArrayList<>()));
    }

    @Override
    public void sample(long cycle) {
        if (cycle == last) {
            return;
        }
        last = cycle;
        probes.forEach(
                (path, probe) -> {
                    BigInteger value = simulator.peekWide(probe);
                    if (!value.equals(values.put(path, value))) {
                        changes.computeIfAbsent(path, _ -> new ArrayList<>())
                                .add(cycle * PERIOD + " " + value.toString(2));
                    }
                });
    }

    @Override
    public void close() {}
}
