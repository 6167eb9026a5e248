package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jetstreamlan.cli.Tree;

/// By how much a JVM grows in which models come and go: [org.jetstreamlan.cli.figure.circuit.Soak], from the first quarter of the models, when all of
/// ours is compiled, to the last. The heap is of one size and touched from the start, so that what is resident grows by native memory and compiled
/// code alone; the JVM's second compiler, which takes and keeps tens of megabytes at some time or other, is off.
public final class SoakBenchmark implements Benchmark {
    private static final double MEBIBYTE = 1 << 20;

    static final Benchmark JIT = new SoakBenchmark("jit", 1_000, 1_000);

    /// Each is built, in a cache that is empty before: some ten minutes.
    static final Benchmark VERILATOR = new SoakBenchmark("verilator", 1_000, 1_000);

    private final String engine;
    private final int models;
    private final int different;

    /// @param models how many are compiled or loaded, a multiple of 4
    /// @param different how many of them are not alike, up to 10,000
    public SoakBenchmark(String engine, int models, int different) {
        this.engine = engine;
        this.models = models;
        this.different = different;
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                figure("heap", "heap", 2),
                figure("metaspace", "metaspace", 1),
                figure("memory", "resident memory", 8));
    }

    private Figure figure(String name, String about, double target) {
        return new Figure(
                "sim.soak_%s_%s".formatted(engine, name),
                "growth of %s from model %d to model %d of a JVM, %d different, on %s"
                        .formatted(about, models / 4, models, different, engine),
                "MiB",
                1,
                new Target.AtMost(target));
    }

    @Override
    public List<Double> run() throws IOException {
        Path cache = Files.createTempDirectory("soak");
        try {
            return run(cache);
        } finally {
            Measured.delete(cache);
        }
    }

    private List<Double> run(Path cache) throws IOException {
        List<long[]> memory =
                Measured.lines(
                                Tree.root(),
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:+UseSerialGC",
                                "-Xms128m",
                                "-Xmx128m",
                                "-XX:+AlwaysPreTouch",
                                "-XX:TieredStopAtLevel=1",
                                "-Djetstream.cache=" + cache,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "org.jetstreamlan.cli.figure.circuit.Soak",
                                engine,
                                Integer.toString(models),
                                Integer.toString(different))
                        .stream()
                        .filter(line -> line.startsWith("memory "))
                        .map(SoakBenchmark::numbers)
                        .toList();
        return IntStream.range(0, figures().size())
                .mapToObj(i -> (memory.getLast()[i] - memory.getFirst()[i]) / MEBIBYTE)
                .toList();
    }

    private static long[] numbers(String line) {
        return Arrays.stream(line.split(" ", -1)).skip(1).mapToLong(Long::parseLong).toArray();
    }
}
