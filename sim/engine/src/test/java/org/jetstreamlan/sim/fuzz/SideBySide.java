package org.jetstreamlan.sim.fuzz;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// One circuit on several engines, given the same pokes; the first engine is the one that is
/// believed.
public final class SideBySide implements AutoCloseable {
    /// A signal on all engines.
    private record Signal(String path, int width, Observables.Kind kind, List<Probe> probes) {}

    /// The first difference.
    ///
    /// @param path the signal, or the memory's cell
    public record Difference(
            String path, long cycle, String engine, BigInteger value, BigInteger expected) {
        @Override
        public String toString() {
            return "cycle %d: %s is %x on %s, expected %x"
                    .formatted(cycle, path, value, engine, expected);
        }
    }

    /// Ends a run at the first difference.
    private static final class Differs extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        final Difference difference;

        Differs(Difference difference) {
            super(difference.toString());
            this.difference = difference;
        }
    }

    private final Circuit circuit;
    private final List<Model> models = new ArrayList<>();
    private final List<Simulator> simulators = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<Signal> inputs = new ArrayList<>();
    private final List<Signal> watched = new ArrayList<>();
    private Optional<StateStimulus> state = Optional.empty();

    /// What runs may begin to look at.
    private final List<Observables.Signal> others = new ArrayList<>();

    /// @param watch which signals are compared besides memories
    public SideBySide(Circuit circuit, List<Engine> engines, Predicate<Observables.Signal> watch) {
        this.circuit = circuit;
        for (var engine : engines) {
            var model = engine.compile(circuit);
            models.add(model);
            simulators.add(model.instantiate());
            names.add(engine.name());
        }
        for (var signal : Observables.of(circuit).all()) {
            boolean isInput = signal.instance() == 0 && isDriven(signal.kind());
            if (isInput || watch.test(signal)) {
                (isInput ? inputs : watched).add(onAll(signal));
            }
        }
    }

    private Signal onAll(Observables.Signal signal) {
        var probes = simulators.stream().map(s -> s.probe(signal.path())).toList();
        return new Signal(signal.path(), signal.width(), signal.kind(), probes);
    }

    /// Has runs set registers, memories and whole states, too.
    public SideBySide settingState() {
        state = Optional.of(new StateStimulus(circuit, simulators));
        return this;
    }

    /// Has runs begin to look at other signals as they go, any of the circuit: what is compared from then on, and must change nothing.
    public SideBySide lookingAtMore() {
        var known = Stream.concat(inputs.stream(), watched.stream()).map(Signal::path).toList();
        for (var signal : Observables.of(circuit).all()) {
            if (!known.contains(signal.path())) {
                others.add(signal);
            }
        }
        return this;
    }

    private static boolean isDriven(Observables.Kind kind) {
        return kind == Observables.Kind.INPUT || kind == Observables.Kind.RESET;
    }

    /// Outputs of the top module.
    public static boolean isOutput(Observables.Signal signal) {
        return signal.instance() == 0 && signal.kind() == Observables.Kind.OUTPUT;
    }

    /// Outputs of the top module, registers everywhere.
    public static boolean isOutputOrState(Observables.Signal signal) {
        return isOutput(signal)
                || signal.kind() == Observables.Kind.REGISTER
                || signal.kind() == Observables.Kind.READ_DATA;
    }

    /// Runs `cycles` periods with stimulus made from `seed`: bursts of change and of quiet, resets
    /// held and pulsed.
    ///
    /// @return the first difference, or null
    public @org.jspecify.annotations.Nullable Difference run(long seed, int cycles) {
        var random = new Random(seed);
        try {
            state.ifPresent(each -> each.powerUp(random));
            compare(0);
            for (int cycle = 0; cycle < cycles; cycle++) {
                int oneIn = cycle % 16 < 12 ? 2 : 40;
                for (var input : inputs) {
                    if (random.nextInt(input.kind() == Observables.Kind.RESET ? 8 : oneIn) == 0) {
                        poke(input, value(input.width(), random));
                    }
                }
                state.ifPresent(each -> each.act(random));
                if (!others.isEmpty() && random.nextInt(8) == 0) {
                    watched.add(onAll(others.remove(random.nextInt(others.size()))));
                }
                if (random.nextInt(4) != 0) {
                    compare(cycle);
                }
                pulseReset(random);
                state.ifPresent(each -> each.act(random));
                String[] clocks = clocks(random);
                simulators.forEach(
                        clocks.length == 0
                                ? Simulator::step
                                : simulator -> simulator.stepTogether(clocks));
                if (random.nextInt(4) == 0) {
                    compare(cycle + 1L);
                }
            }
            compare(cycles);
            compareMemories(circuit.top(), "", cycles);
            return null;
        } catch (Differs found) {
            return found.difference;
        }
    }

    /// Who ticks next: none to choose from where there is one clock at most.
    private String[] clocks(Random random) {
        var all = circuit.top().domains().stream().map(domain -> domain.clock()).toList();
        if (all.size() < 2) {
            return new String[0];
        }
        int set = 1 + random.nextInt((1 << all.size()) - 1);
        return IntStream.range(0, all.size())
                .filter(i -> (set >> i & 1) != 0)
                .mapToObj(all::get)
                .toArray(String[]::new);
    }

    /// A reset that is given and taken back without an edge between.
    private void pulseReset(Random random) {
        for (var input : inputs) {
            if (input.kind() == Observables.Kind.RESET && random.nextInt(24) == 0) {
                var before = simulators.getFirst().peekWide(input.probes().getFirst());
                poke(input, BigInteger.ONE.subtract(before));
                poke(input, before);
            }
        }
    }

    private void poke(Signal input, BigInteger value) {
        for (int i = 0; i < simulators.size(); i++) {
            simulators.get(i).pokeWide(input.probes().get(i), value);
        }
    }

    private static BigInteger value(int width, Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> BigInteger.ZERO;
            case 1 -> BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
            case 2 -> BigInteger.ONE.shiftLeft(random.nextInt(width));
            default -> new BigInteger(width, random);
        };
    }

    private void compare(long cycle) {
        for (var signal : watched) {
            var expected = simulators.getFirst().peekWide(signal.probes().getFirst());
            for (int i = 1; i < simulators.size(); i++) {
                check(
                        signal.path(),
                        cycle,
                        i,
                        simulators.get(i).peekWide(signal.probes().get(i)),
                        expected);
            }
        }
    }

    private void compareMemories(ModuleDef module, String path, long cycle) {
        for (var memory : module.memories()) {
            for (int cell = 0; cell < memory.depth(); cell++) {
                var expected = simulators.getFirst().peekMemory(path + memory.name(), cell);
                for (int i = 1; i < simulators.size(); i++) {
                    check(
                            path + memory.name() + "[" + cell + "]",
                            cycle,
                            i,
                            simulators.get(i).peekMemory(path + memory.name(), cell),
                            expected);
                }
            }
        }
        for (var child : module.instances()) {
            compareMemories(child.module(), path + child.name() + '.', cycle);
        }
    }

    private void check(String path, long cycle, int engine, BigInteger value, BigInteger expected) {
        if (!value.equals(expected)) {
            throw new Differs(new Difference(path, cycle, names.get(engine), value, expected));
        }
    }

    @Override
    public void close() {
        simulators.forEach(Simulator::close);
        models.forEach(Model::close);
    }
}
