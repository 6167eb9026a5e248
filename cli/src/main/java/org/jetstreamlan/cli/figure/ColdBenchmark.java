package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jetstreamlan.cli.Tree;
import org.jetstreamlan.cli.figure.circuit.Chain;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;

/// How long somebody waits for a short test: [org.jetstreamlan.cli.figure.circuit.Cold] in a fresh JVM, by a plain `java -cp` without further options,
/// classes compiled. On jit, from the start of the process to its end after 100 clocks, elaboration included. On verilator, from the elaborated
/// circuit to the end of the first clock: with the engine's runtime compiled on the machine but not the model, or with both found in the cache;
/// the engine was made before the design was elaborated, so that it could prepare itself meanwhile.
/// The median of [#RUNS] processes each, which must give the same outputs as the same run here.
final class ColdBenchmark implements Benchmark {
    private static final int RUNS = 5;
    private static final int CLOCKS = 100;

    static final Benchmark S = new ColdBenchmark("s", "circuit S", 0.35, 1.0);
    static final Benchmark L = new ColdBenchmark("l", "circuit L", 0.9, 3.5);

    private final String circuit;
    private final List<Figure> figures;

    private ColdBenchmark(String circuit, String about, double jit, double build) {
        this.circuit = circuit;
        figures =
                List.of(
                        figure(
                                "cold",
                                "%d clocks on jit in a fresh JVM, from process start to end, "
                                                .formatted(CLOCKS)
                                        + about,
                                jit),
                        figure(
                                "verilator_cold",
                                "verilator in a fresh JVM, from Verilog to first clock, " + about,
                                build),
                        figure(
                                "verilator_cached",
                                "the same, the model built before, " + about,
                                0.2));
    }

    private Figure figure(String name, String about, double target) {
        return new Figure("sim." + name + "_" + circuit, about, "s", 3, new Target.AtMost(target));
    }

    @Override
    public List<Figure> figures() {
        return figures;
    }

    @Override
    public List<Double> run() throws Exception {
        long sum = expected();
        Path cache = Tree.root().resolve("build/figures/cache");
        // The first builds the runtime.
        first("verilator", cache, sum);
        return List.of(
                Measured.median(
                        RUNS,
                        () -> {
                            long before = System.nanoTime();
                            first("jit", cache, sum);
                            return (System.nanoTime() - before) / 1e9;
                        }),
                Measured.median(
                        RUNS,
                        () -> {
                            forgetModels(cache.resolve("verilator"));
                            return first("verilator", cache, sum);
                        }),
                Measured.median(RUNS, () -> first("verilator", cache, sum)));
    }

    private long expected() {
        var chain = Design.of(() -> circuit.equals("s") ? Chain.s() : Chain.l()).circuit();
        try (Model model = Engines.jit().compile(chain)) {
            return new ChainLoad(CLOCKS, false).ours(model).sum();
        }
    }

    /// Seconds that a process says.
    private double first(String engine, Path cache, long sum) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "JETSTREAM_CACHE=" + cache));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (engine.equals("verilator")) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("org.jetstreamlan.cli.figure.circuit.Cold", engine, circuit));
        command.add(Integer.toString(CLOCKS));
        String[] said =
                Measured.lines(Tree.root(), command.toArray(String[]::new))
                        .getLast()
                        .split(" ", -1);
        if (Long.parseLong(said[1]) != sum) {
            throw new IOException("circuit %s gave other outputs on %s".formatted(circuit, engine));
        }
        return Double.parseDouble(said[0]);
    }

    /// Leaves the runtime.
    private static void forgetModels(Path cache) throws IOException {
        try (Stream<Path> entries = Files.list(cache)) {
            for (Path entry : entries.toList()) {
                if (Files.isDirectory(entry)
                        && entry.getFileName().toString().startsWith("model-")) {
                    try (Stream<Path> files = Files.list(entry)) {
                        for (Path file : files.toList()) {
                            Files.delete(file);
                        }
                    }
                    Files.delete(entry);
                }
            }
        }
    }
}
