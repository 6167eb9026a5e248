package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jetstreamlan.cli.Tree;
import org.jetstreamlan.cli.demo.Demo;
import org.jetstreamlan.cli.demo.DemoResult;
import org.jetstreamlan.cli.demo.Origin;
import org.jetstreamlan.cli.demo.Progress;
import org.jetstreamlan.cli.demo.SampleFile;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Engines;

/// What a user sees of `make demo`: how long it takes, and how much of the link the payload gets.
final class DemoBenchmark {
    private static final int RUNS = 3;
    private static final int SHARE_BYTES = 4 << 20;
    private static final int BLOCK_BYTES = 8_192;
    private static final long SEED = 1994;

    private DemoBenchmark() {}

    private static final Path FOLDER = Tree.root().resolve("build/figures/demo");

    static final Benchmark WALL =
            one(
                    new Figure(
                            "demo.wall",
                            "1 MiB on jit, from `make demo` to the report, tree built",
                            "s",
                            2,
                            new Target.AtMost(20)),
                    () ->
                            Measured.median(
                                    RUNS,
                                    () ->
                                            Measured.seconds(
                                                    Tree.root(), "make", "demo", "OUT=" + FOLDER)));

    static final Benchmark FIRST =
            one(
                    new Figure(
                            "demo.first",
                            "the same in a fresh clone, build without tests and lint included",
                            "s",
                            2,
                            new Target.Reported()),
                    DemoBenchmark::freshClone);

    static final Benchmark SHARE =
            one(
                    new Figure(
                            "demo.payload_share",
                            "payload words received / clocks from first doorbell to last receive event, 4 MiB in PDUs of 65,520 bytes, two stations",
                            "",
                            4,
                            new Target.AtLeast(0.95)),
                    () -> transfer(Engines.jit(), SHARE_BYTES).payloadShare());

    private static Benchmark one(Figure figure, Measured.Trial trial) {
        return new Benchmark() {
            @Override
            public List<Figure> figures() {
                return List.of(figure);
            }

            @Override
            public List<Double> run() throws Exception {
                return List.of(trial.run());
            }
        };
    }

    private static double freshClone() throws IOException {
        Path clone = Files.createTempDirectory("jetstream");
        try {
            Measured.seconds(clone, "git", "clone", "--quiet", Tree.root().toString(), "tree");
            return Measured.seconds(clone.resolve("tree"), "make", "demo");
        } finally {
            Measured.delete(clone);
        }
    }

    /// Sends a generated file from one station to the other.
    static DemoResult transfer(Engine engine, int bytes) throws IOException {
        Path folder = Files.createDirectories(FOLDER);
        Path file = folder.resolve("sample.bin");
        SampleFile.write(file, bytes, SEED);
        var adapter = AdapterParameters.paper().withBlockBytes(BLOCK_BYTES);
        var origin = new Origin("the benchmarks", "");
        var options = new Demo.Options(file, 2, engine, folder, adapter, origin);
        DemoResult result = new Demo(options, new Progress() {}, System.nanoTime()).run();
        if (!result.intact()) {
            throw new IOException("the file did not arrive intact");
        }
        return result;
    }
}
