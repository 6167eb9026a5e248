package org.jetstreamlan.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jetstreamlan.cli.demo.Demo;
import org.jetstreamlan.cli.demo.DemoResult;
import org.jetstreamlan.cli.demo.Origin;
import org.jetstreamlan.cli.demo.Progress;
import org.jetstreamlan.cli.demo.Report;
import org.jetstreamlan.cli.demo.SampleFile;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.sim.Engine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `jetstream demo`.
@Command(
        name = "demo",
        description =
                "Send a file across a ring of simulated adapters and leave Verilog, waves, a capture and a report.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final int STATIONS_MINIMUM = 2;
    private static final int STATIONS_MAXIMUM = 64;
    private static final long SAMPLE_SEED = 1994;

    @Spec private CommandSpec spec;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "What to send; by default 1 MiB from a seeded generator.")
    private @Nullable Path file;

    @Option(
            names = "--stations",
            paramLabel = "N",
            defaultValue = "2",
            description = "Stations on the ring, 2 to 64 (default: ${DEFAULT-VALUE}).")
    private int stations;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = "jit",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private EngineChoice engine;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "build/demo",
            description = "Where to leave the results (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--block-kib",
            paramLabel = "KIB",
            defaultValue = "8",
            description =
                    "Block size of the 1 MiB buffer in KiB: 2, 4, 8, 16, 32 or 64 (default: ${DEFAULT-VALUE}).")
    private int blockKib;

    @Option(
            names = "--sample-kib",
            paramLabel = "KIB",
            defaultValue = "1024",
            description = "Length of the generated file in KiB (default: ${DEFAULT-VALUE}).")
    private int sampleKib;

    @Override
    public Integer call() throws IOException {
        long startedAt = processStart();
        if (stations < STATIONS_MINIMUM || stations > STATIONS_MAXIMUM) {
            throw mistake(
                    "--stations: %d is not in %d..%d"
                            .formatted(stations, STATIONS_MINIMUM, STATIONS_MAXIMUM));
        }
        if (sampleKib < 0) {
            throw mistake("--sample-kib: %d is less than 0".formatted(sampleKib));
        }
        AdapterParameters parameters = parameters();
        Engine runner = engine.make();
        Path what = file == null ? sample() : readable(file);
        Demo.Options options = new Demo.Options(what, stations, runner, out, parameters, origin());
        DemoResult result;
        try (Bar bar = new Bar(spec.commandLine().getErr())) {
            result = new Demo(options, bar, startedAt).run();
        }
        spec.commandLine().getOut().println(Report.text(result));
        spec.commandLine().getOut().println("report: " + out.resolve("report.html"));
        return result.intact() ? 0 : 1;
    }

    private AdapterParameters parameters() {
        int bytes = blockKib * 1024;
        try {
            return AdapterParameters.paper().withBlockBytes(bytes);
        } catch (IllegalArgumentException e) {
            throw mistake("--block-kib: " + e.getMessage());
        }
    }

    private Path sample() throws IOException {
        Files.createDirectories(out);
        Path sample = out.resolve("sample.bin");
        SampleFile.write(sample, sampleKib * 1024L, SAMPLE_SEED);
        return sample;
    }

    private Path readable(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw mistake("--file: %s does not exist".formatted(path));
        }
        if (!Files.isRegularFile(path)) {
            throw mistake("--file: %s is not a file".formatted(path));
        }
        if (!Files.isReadable(path)) {
            throw mistake("--file: %s cannot be read; check its permissions".formatted(path));
        }
        for (Path output : Demo.outputs(out)) {
            if (Files.exists(output) && Files.isSameFile(path, output)) {
                throw mistake(
                        "--file: %s is the same file as %s, which would be overwritten; give another --out"
                                .formatted(path, output));
            }
        }
        return path;
    }

    private Origin origin() {
        var typed = spec.root().commandLine().getParseResult().originalArgs();
        return new Origin(
                Stream.concat(Stream.of("jetstream"), typed.stream())
                        .map(DemoCommand::quoted)
                        .collect(Collectors.joining(" ")),
                Jetstream.VERSION);
    }

    /// As a shell would want it.
    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private ParameterException mistake(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /// What the run tells, on the terminal: a line while the model is made, then a bar.
    private static final class Bar implements Progress, AutoCloseable {
        private static final int SMALL_BYTES = 1 << 16;

        private final PrintWriter lines;
        private @Nullable ProgressBar bar;

        Bar(PrintWriter lines) {
            this.lines = lines;
        }

        @Override
        public void building() {
            lines.println("building the model ...");
            lines.flush();
        }

        @Override
        public void starting(long fileBytes) {
            if (fileBytes == 0) {
                return;
            }
            boolean small = fileBytes < SMALL_BYTES;
            bar =
                    new ProgressBarBuilder()
                            .setTaskName("file across the ring")
                            .setInitialMax(fileBytes)
                            .setUnit(small ? " B" : " KiB", small ? 1 : 1024)
                            .setStyle(ProgressBarStyle.ASCII)
                            .setUpdateIntervalMillis(200)
                            .build();
        }

        @Override
        public void received(long bytes) {
            if (bar != null) {
                bar.stepTo(bytes);
            }
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
            }
        }
    }

    private static long processStart() {
        Instant now = Instant.now();
        Instant start = ProcessHandle.current().info().startInstant().orElse(now);
        return System.nanoTime() - Duration.between(start, now).toNanos();
    }
}
