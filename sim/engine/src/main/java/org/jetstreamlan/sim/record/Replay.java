package org.jetstreamlan.sim.record;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jetstreamlan.sim.PowerUp;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.Snapshot;
import org.jetstreamlan.sim.ValueReader;
import org.jetstreamlan.sim.WordValue;

/// Does what a recording tells.
final class Replay {
    private final VarintInput in;
    private final Simulator simulator;
    private final Ports ports;
    private final List<Probe> inputs = new ArrayList<>();
    private final ValueReader outputs;

    /// What the outputs are, and by output what they were in the recording last.
    private final long[] row;

    private final List<long[]> recorded = new ArrayList<>();
    private final List<Snapshot> snapshots = new ArrayList<>();
    private long periods;

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
        ports.outputs().forEach(port -> recorded.add(new long[port.words()]));
        outputs = ports.outputs(simulator);
        row = new long[outputs.words()];
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
                    recorded.set(output, in.words(ports.outputs().get(output).words()));
                }
                case Recording.POKE -> {
                    int input = in.count();
                    int words = ports.inputs().get(input).words();
                    simulator.pokeWide(inputs.get(input), in.value(words));
                }
                case Recording.REGISTER -> {
                    Probe register = simulator.probe(in.text());
                    simulator.pokeWide(register, in.value());
                }
                case Recording.CELL -> {
                    String memory = in.text();
                    int address = (int) in.number();
                    simulator.pokeMemory(memory, address, in.value());
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
        outputs.read(row, 0);
        for (int i = 0; i < recorded.size(); i++) {
            long[] expected = recorded.get(i);
            int from = outputs.offset(i);
            int to = from + expected.length;
            if (!Arrays.equals(row, from, to, expected, 0, expected.length)) {
                throw new ReplayDifference(
                        "period %d: %s is 0x%x, recorded was 0x%x"
                                .formatted(
                                        simulator.cycle(),
                                        ports.outputs().get(i).name(),
                                        WordValue.of(row, from, expected.length),
                                        WordValue.of(expected, 0, expected.length)));
            }
        }
    }
}
