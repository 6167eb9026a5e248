package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jetstreamlan.cli.Tree;
import org.jetstreamlan.cli.figure.circuit.Chain;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// Clocks a second on jit with a test bench in Java beside the same Verilog in Verilator with one in C++: the faster of the pinned version and the
/// system's. In turns, after a run to warm up; the median of [#RUNS] ratios. A sum over all outputs of all clocks must be the same.
///
/// Circuits S and L have three inputs set and three outputs looked at each clock. The adapter is one of two that pass a file: what its inputs were
/// set to in a run with drivers and bus managers is done again without these, and all 22 outputs are looked at each clock.
final class SpeedBenchmark implements Benchmark {
    private static final int RUNS = 5;
    private static final int FILE_BYTES = 1 << 20;

    /// Times that a recording is repeated in a run.
    private static final int TIMES = 4;

    static final Benchmark S = chain("s", List.of(16), 10_000_000);
    static final Benchmark L =
            chain("l", IntStream.range(0, 64).mapToObj(i -> 4 + i).toList(), 200_000);
    static final Benchmark ADAPTER_SENDS = adapter("adapter_sends", "that sends a file", 0);
    static final Benchmark ADAPTER_RECEIVES =
            adapter("adapter_receives", "that receives a file", 1);

    /// Something that runs on a model of ours and in C++.
    private interface Load {
        VerilatedProgram.Timed ours(Model model) throws IOException;

        VerilatedProgram.Timed theirs(VerilatedProgram rival) throws IOException;

        int clocks();
    }

    private record Case(Circuit circuit, String bench, Load load) {}

    private interface Preparation {
        /// @param folders where the rivals will be built
        Case prepare(List<Path> folders) throws IOException;
    }

    private final String name;
    private final String what;
    private final double target;
    private final Preparation preparation;

    private SpeedBenchmark(String name, String what, double target, Preparation preparation) {
        this.name = name;
        this.what = what;
        this.target = target;
        this.preparation = preparation;
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(
                        "sim.speed_" + name,
                        "clocks/s, jit / C++ and the faster Verilator, " + what,
                        "",
                        2,
                        new Target.AtLeast(target)),
                new Figure(
                        "sim.speed_" + name + "_jit",
                        "thousand clocks/s on jit, " + what,
                        "kHz",
                        0,
                        new Target.Reported()));
    }

    @Override
    public List<Double> run() throws Exception {
        List<VerilatedProgram.Verilator> verilators = new ArrayList<>();
        verilators.add(VerilatedProgram.Verilator.pinned());
        VerilatedProgram.Verilator.ofTheSystem().ifPresent(verilators::add);
        List<Path> folders = new ArrayList<>();
        for (var verilator : verilators) {
            folders.add(
                    Tree.root()
                            .resolve(
                                    "build/figures/speed/%s_%s"
                                            .formatted(name, verilator.version())));
        }
        Case load = preparation.prepare(folders);
        List<VerilatedProgram> rivals = new ArrayList<>();
        for (int i = 0; i < folders.size(); i++) {
            rivals.add(
                    VerilatedProgram.build(
                            folders.get(i),
                            load.circuit,
                            verilators.get(i),
                            VerilatedProgram.Recipe.plain(load.bench)));
        }
        try (Model model = Engines.jit().compile(load.circuit)) {
            load.load.ours(model);
            double[] seconds = new double[RUNS];
            double[] ratios = new double[RUNS];
            for (int i = 0; i < RUNS; i++) {
                VerilatedProgram.Timed our = load.load.ours(model);
                double best = Double.MAX_VALUE;
                for (VerilatedProgram rival : rivals) {
                    VerilatedProgram.Timed their = load.load.theirs(rival);
                    if (our.sum() != their.sum()) {
                        throw new IOException(
                                "%s gave other outputs on jit than in %s"
                                        .formatted(name, Tree.shown(rival.program())));
                    }
                    best = Math.min(best, their.seconds());
                }
                seconds[i] = our.seconds();
                ratios[i] = best / our.seconds();
            }
            Arrays.sort(seconds);
            Arrays.sort(ratios);
            return List.of(ratios[RUNS / 2], load.load.clocks() / seconds[RUNS / 2] / 1_000);
        }
    }

    private static Benchmark chain(String name, List<Integer> depths, int clocks) {
        return new SpeedBenchmark(
                name,
                "circuit " + name.toUpperCase(Locale.ROOT),
                1,
                folders ->
                        new Case(
                                Design.of(() -> new Chain(depths)).circuit(),
                                "chain.cpp",
                                new Driven(clocks)));
    }

    /// As `chain.cpp`.
    private record Driven(int clocks) implements Load {
        @Override
        public VerilatedProgram.Timed theirs(VerilatedProgram rival) throws IOException {
            return rival.run(Integer.toString(clocks));
        }

        @Override
        public VerilatedProgram.Timed ours(Model model) {
            try (Simulator simulator = model.instantiate()) {
                Probe payload = simulator.probe("in_payload");
                Probe valid = simulator.probe("in_valid");
                Probe ready = simulator.probe("out_ready");
                Probe first = simulator.probe("out_payload");
                Probe second = simulator.probe("out_valid");
                Probe third = simulator.probe("in_ready");
                int random = 1;
                long sum = 0;
                long start = System.nanoTime();
                for (int i = 0; i < clocks; i++) {
                    random ^= random << 13;
                    random ^= random >>> 17;
                    random ^= random << 5;
                    simulator.poke(payload, random & 0xFFFF_FFFFL);
                    simulator.poke(valid, (random >>> 8 & 7) != 0 ? 1 : 0);
                    simulator.poke(ready, (random >>> 16 & 7) != 0 ? 1 : 0);
                    sum =
                            sum * 31
                                    + simulator.peek(first)
                                    + simulator.peek(second)
                                    + simulator.peek(third);
                    simulator.step();
                }
                return new VerilatedProgram.Timed((System.nanoTime() - start) / 1e9, sum);
            }
        }
    }

    private static Benchmark adapter(String name, String what, int station) {
        return new SpeedBenchmark(
                name,
                "an adapter " + what,
                2,
                folders -> {
                    List<InputLog> logs = new ArrayList<>();
                    Circuit circuit = record(logs);
                    InputLog log = logs.get(station);
                    for (Path folder : folders) {
                        log.write(folder);
                    }
                    return new Case(circuit, "replay.cpp", new Recorded(log));
                });
    }

    /// A transfer of a file, with a log of each station.
    private static Circuit record(List<InputLog> logs) throws IOException {
        List<Circuit> circuits = new ArrayList<>();
        Engine engine =
                new Engine() {
                    @Override
                    public String name() {
                        return "jit";
                    }

                    @Override
                    public Model compile(Circuit circuit) {
                        circuits.add(circuit);
                        Model model = Engines.jit().compile(circuit);
                        return new Model() {
                            @Override
                            public Circuit circuit() {
                                return circuit;
                            }

                            @Override
                            public Simulator instantiate() {
                                InputLog log = new InputLog(model.instantiate());
                                logs.add(log);
                                return log;
                            }

                            @Override
                            public void close() {
                                model.close();
                            }
                        };
                    }
                };
        DemoBenchmark.transfer(engine, FILE_BYTES);
        return circuits.getFirst();
    }

    private record Recorded(InputLog log) implements Load {
        @Override
        public int clocks() {
            int clocks = 0;
            long[] words = log.words();
            for (int at = 0; at < words.length; at += 1 + 2 * (int) words[at]) {
                clocks++;
            }
            return clocks;
        }

        @Override
        public VerilatedProgram.Timed ours(Model model) {
            double seconds = 0;
            long sum = 0;
            for (int i = 0; i < TIMES; i++) {
                VerilatedProgram.Timed timed = log.replay(model);
                seconds += timed.seconds();
                sum = timed.sum();
            }
            return new VerilatedProgram.Timed(seconds / TIMES, sum);
        }

        @Override
        public VerilatedProgram.Timed theirs(VerilatedProgram rival) throws IOException {
            return rival.run("inputs.bin", Integer.toString(TIMES));
        }
    }
}
