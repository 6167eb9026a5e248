package org.jetstreamlan.sim.symbolic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.Snapshot;
import org.jetstreamlan.sim.fuzz.ModuleBuilder;
import org.jetstreamlan.sim.fuzz.RandomCircuit;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A symbolic run of a random circuit is, for any values of its variables, what the jit engine does with these values.
///
/// | property | meaning | if absent |
/// | --- | --- | --- |
/// | `jetstream.symbolic.seconds` | for how long | 5 |
/// | `jetstream.seed` | first circuit; each failure names its own | drawn by chance |
class SymbolicSimulatorTest {
    private static final int VARIABLES = 8;
    private static final int CLOCKS = 6;
    private static final int SAMPLES = 24;

    /// What is poked in one clock: by input a number, or functions.
    private record Pokes(Map<String, Long> numbers, Map<String, int[]> functions) {}

    private static long number(Decisions functions, int[] bits, long values) {
        long number = 0;
        for (int i = 0; i < bits.length; i++) {
            number |= functions.valueOf(bits[i], values) ? 1L << i : 0;
        }
        return number;
    }

    /// Of one circuit.
    private static final class Comparison {
        private final Circuit circuit;
        private final SymbolicSimulator runs;
        private final List<Net> inputs = new ArrayList<>();
        private final Random random;
        private final long seed;

        Comparison(long seed) {
            this.seed = seed;
            random = new Random(seed);
            var reset = random.nextBoolean() ? ClockSpec.Reset.SYNCHRONOUS : ClockSpec.Reset.NONE;
            var clock =
                    new ClockSpec(ClockSpec.Edge.RISING, reset, random.nextBoolean(), 100_000_000);
            circuit = RandomCircuit.of(seed, RandomCircuit.Options.SMALL.nodes(120).clock(clock));
            runs = new SymbolicSimulator(circuit);
            for (Net net : circuit.top().nets()) {
                if (net instanceof Net.Input) {
                    inputs.add(net);
                }
            }
            String port = circuit.top().domains().getFirst().reset();
            if (!port.isEmpty()) {
                inputs.add(new Net.Input(port, 1));
            }
        }

        void agree() {
            try (var model = new JitEngine().compile(circuit);
                    var simulator = model.instantiate()) {
                for (int i = 0; i < 3; i++) {
                    for (Net input : inputs) {
                        var value = new BigInteger(input.width(), random);
                        simulator.pokeWide(simulator.probe(input.name()), value);
                    }
                    simulator.step();
                }
                compare(simulator, simulator.snapshot());
            }
        }

        private void compare(Simulator simulator, Snapshot begin) {
            runs.restore(begin);
            List<Pokes> pokes = new ArrayList<>();
            List<Map<String, int[]>> expected = new ArrayList<>();
            for (int clock = 0; clock < CLOCKS; clock++) {
                pokes.add(draw());
                pokes.getLast().numbers.forEach(runs::poke);
                pokes.getLast().functions.forEach(runs::poke);
                expected.add(outputs());
                runs.step();
            }
            for (int sample = 0; sample < SAMPLES; sample++) {
                long values = random.nextLong() >>> 64 - VARIABLES;
                simulator.restore(begin);
                for (int clock = 0; clock < CLOCKS; clock++) {
                    set(simulator, pokes.get(clock), values);
                    int at = clock;
                    expected.get(clock)
                            .forEach(
                                    (output, bits) ->
                                            assertThat(simulator.peek(simulator.probe(output)))
                                                    .as("seed %d, clock %d, %s", seed, at, output)
                                                    .isEqualTo(
                                                            number(
                                                                    runs.functions(),
                                                                    bits,
                                                                    values)));
                    simulator.step();
                }
            }
        }

        private Pokes draw() {
            var pokes = new Pokes(new HashMap<>(), new HashMap<>());
            for (Net input : inputs) {
                if (input.width() > Long.SIZE) {
                    continue;
                }
                if (random.nextInt(3) > 0) {
                    pokes.numbers.put(input.name(), random.nextLong() >>> 64 - input.width());
                    continue;
                }
                int[] bits = new int[input.width()];
                for (int i = 0; i < bits.length; i++) {
                    bits[i] =
                            switch (random.nextInt(4)) {
                                case 0 -> Decisions.FALSE;
                                case 1 -> Decisions.TRUE;
                                default -> runs.functions().variable(random.nextInt(VARIABLES));
                            };
                }
                pokes.functions.put(input.name(), bits);
            }
            return pokes;
        }

        private Map<String, int[]> outputs() {
            Map<String, int[]> outputs = new HashMap<>();
            for (Net net : circuit.top().nets()) {
                if (net instanceof Net.Output && net.width() <= Long.SIZE) {
                    outputs.put(net.name(), runs.peek(net.name()));
                }
            }
            return outputs;
        }

        private void set(Simulator simulator, Pokes pokes, long values) {
            pokes.numbers.forEach((input, value) -> simulator.poke(simulator.probe(input), value));
            pokes.functions.forEach(
                    (input, bits) -> {
                        Probe probe = simulator.probe(input);
                        simulator.poke(probe, number(runs.functions(), bits, values));
                    });
        }
    }

    @Test
    void eachOfItsRunsIsTheEngines() {
        var budget = Duration.ofSeconds(Long.getLong("jetstream.symbolic.seconds", 5));
        var end = Instant.now().plus(budget);
        long first = Long.getLong("jetstream.seed", System.nanoTime() >>> 20);
        long next = first;
        do {
            new Comparison(next++).agree();
        } while (Instant.now().isBefore(end));
        System.out.printf("symbolic: seeds %d to %d, no difference%n", first, next - 1);
    }

    /// Both operands variables, all values; wide ones are narrow ones with copies of their top bit, amounts of wide shifts up to 124.
    @ParameterizedTest
    @EnumSource
    void eachOperatorIsTheEnginesForAllOperands(Node.BinaryOp op) {
        var module = new ModuleBuilder("Operator");
        int a = module.read(module.input("a", 5));
        int b = module.read(module.input("b", 5));
        module.output("narrow", op.isComparison() ? 1 : 5, module.binary(op, a, b));
        int wideA = module.extend(a, true, Long.SIZE);
        int wideB =
                op.isShift()
                        ? module.binary(
                                Node.BinaryOp.SHL, module.extend(b, false, 7), module.literal(2, 2))
                        : module.extend(b, true, Long.SIZE);
        module.output("wide", op.isComparison() ? 1 : Long.SIZE, module.binary(op, wideA, wideB));
        var circuit = module.circuit();
        try (var model = new JitEngine().compile(circuit);
                var simulator = model.instantiate()) {
            var runs = new SymbolicSimulator(circuit);
            runs.restore(simulator.snapshot());
            runs.poke("a", IntStream.range(0, 5).map(runs.functions()::variable).toArray());
            runs.poke("b", IntStream.range(5, 10).map(runs.functions()::variable).toArray());
            for (int values = 0; values < 1 << 10; values++) {
                simulator.poke(simulator.probe("a"), values & 31);
                simulator.poke(simulator.probe("b"), values >> 5);
                for (String output : List.of("narrow", "wide")) {
                    long expected = simulator.peek(simulator.probe(output));
                    assertThat(number(runs.functions(), runs.peek(output), values))
                            .as("%s of %d and %d", output, values & 31, values >> 5)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void whatItCannotRunIsNamed() {
        var clock =
                new ClockSpec(
                        ClockSpec.Edge.RISING, ClockSpec.Reset.ASYNCHRONOUS, true, 100_000_000);
        var asynchronous = RandomCircuit.of(3, RandomCircuit.Options.SMALL.clock(clock));
        assertThatThrownBy(() -> new SymbolicSimulator(asynchronous))
                .isInstanceOf(EngineException.class)
                .hasMessage(
                        "Top has an asynchronous reset; symbolic runs are of designs with a synchronous one, or none");
        var runs = new SymbolicSimulator(RandomCircuit.of(3, RandomCircuit.Options.SMALL));
        assertThatThrownBy(() -> runs.poke("nowhere", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Top has no input nowhere of up to 64 bits");
        assertThatThrownBy(() -> runs.peek("nowhere"))
                .hasMessage("Top has no output nowhere of up to 64 bits");
    }
}
