package org.jetstreamlan.sim.record;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.sim.PowerUp;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.Snapshot;

/// Does what a recording tells.
final class Replay {
    private final VarintInput in;
    private final Simulator simulator;
    private final Ports ports;
    private final List<Probe> inputs = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private final List<Snapshot> snapshots = new ArrayList<>();
    private long periods;

    /// An output, and what it was in the recording last.
    private static final class Output {
        final Probe probe;
        BigInteger recorded = BigInteger.ZERO;

        Output(Probe probe) {
            this.probe = probe;
        }
    }

    Replay(VarintInput in, Simulator simulator) throws IOException {
        this.in = in;
        this.simulator = simulator;
        if (simulator.cycle() != 0) {
            throw new IllegalArgumentException(
                    "a replay begins at power-up, but the simulator of %s is in period %d; use a new one"
                            .formatted(
                                    simulator.model().circuit().top().name(), simulator.cycle()));
        }
        ports = Ports.read(in);
        ports.requireSame(Ports.of(simulator.model().circuit()));
        ports.inputs().forEach(port -> inputs.add(simulator.probe(port.name())));
        ports.outputs().forEach(port -> outputs.add(new Output(simulator.probe(port.name()))));
    }

    /// @return periods
    long run() throws IOException {
        while (true) {
            int event = in.count();
            switch (event) {
                case Recording.END -> {
                    return periods;
                }
                case Recording.STEPS -> {
                    long count = in.number();
                    for (long i = 0; i < count; i++) {
                        compare();
                        simulator.step();
                        periods++;
                    }
                }
                case Recording.EDGE -> {
                    String[] ticking = clocks(in.number());
                    compare();
                    simulator.stepTogether(ticking);
                    periods++;
                }
                case Recording.OUTPUT -> {
                    int output = in.count();
                    int words = ports.outputs().get(output).words();
                    outputs.get(output).recorded = Words.read(in, words);
                }
                case Recording.POKE -> {
                    int input = in.count();
                    int words = ports.inputs().get(input).words();
                    simulator.pokeWide(inputs.get(input), Words.read(in, words));
                }
                case Recording.REGISTER -> {
                    Probe register = simulator.probe(in.text());
                    simulator.pokeWide(register, Words.readCounted(in));
                }
                case Recording.CELL -> {
                    String memory = in.text();
                    int address = (int) in.number();
                    simulator.pokeMemory(memory, address, Words.readCounted(in));
                }
                case Recording.SNAPSHOT -> {
                    in.number();
                    snapshots.add(simulator.snapshot());
                }
                case Recording.RESTORE -> simulator.restore(snapshots.get(in.count()));
                case Recording.POWER_UP -> simulator.powerUp(powerUp(in.count(), in.number()));
                default -> throw new IOException("event " + event + " is of no known kind");
            }
        }
    }

    private static PowerUp powerUp(int kind, long seed) throws IOException {
        return switch (kind) {
            case 0 -> PowerUp.INIT;
            case 1 -> PowerUp.ZERO;
            case 2 -> PowerUp.random(seed);
            default -> throw new IOException("power-up " + kind + " is of no known kind");
        };
    }

    private String[] clocks(long set) {
        List<String> ticking = new ArrayList<>();
        for (int i = 0; i < ports.clocks().size(); i++) {
            if ((set >>> i & 1) != 0) {
                ticking.add(ports.clocks().get(i));
            }
        }
        return ticking.toArray(new String[0]);
    }

    private void compare() {
        for (Output output : outputs) {
            BigInteger value = simulator.peekWide(output.probe);
            if (!value.equals(output.recorded)) {
                throw new ReplayDifference(
                        "period %d: %s is 0x%x, recorded was 0x%x"
                                .formatted(
                                        simulator.cycle(),
                                        output.probe.path(),
                                        value,
                                        output.recorded));
            }
        }
    }
}
