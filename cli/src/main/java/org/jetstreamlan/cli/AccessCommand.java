package org.jetstreamlan.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jetstreamlan.cli.figure.AccessStudy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `jetstream access`.
@Command(
        name = "access",
        description =
                "Measure what synchronous frames wait for on a full ring of 64 stations, RTL and model, and draw it.",
        mixinStandardHelpOptions = true)
final class AccessCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--rotations",
            paramLabel = "N",
            defaultValue = "200",
            description =
                    "Of the token, with each policy, in RTL and model (default: ${DEFAULT-VALUE}).")
    private long rotations;

    @Option(
            names = "--ttrt",
            paramLabel = "WORDS",
            defaultValue = "3125",
            description =
                    "3125 or 25000: 125 us or 1 ms at 800 Mbit/s (default: ${DEFAULT-VALUE}).")
    private int ttrt;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "Draw what an earlier run left, and run nothing.")
    private @Nullable Path from;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "build/access",
            description = "For access-delay.csv and access-delay.svg (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Override
    public Integer call() throws IOException {
        refuseUnless(rotations >= 1, "--rotations: %d is less than 1", rotations);
        refuseUnless(ttrt == 3_125 || ttrt == 25_000, "--ttrt: %d is not 3125 or 25000", ttrt);
        refuseUnless(
                from == null || Files.isReadable(from),
                "--from: no file %s to read",
                String.valueOf(from));
        var study = from == null ? run() : AccessStudy.read(from);
        PrintWriter print = spec.commandLine().getOut();
        print.printf(
                "%-14s %10s %12s %16s %20s%n",
                "", "rotations", "frames", "longest/2 TTRT", "mean rotation/TTRT");
        study.delays()
                .forEach(
                        (name, delay) ->
                                print.printf(
                                        "%-14s %,10d %,12d %16.3f %20.3f%n",
                                        name,
                                        delay.rotations(),
                                        delay.frames(),
                                        delay.longest(),
                                        delay.meanRotation()));
        Files.createDirectories(out);
        study.write(out.resolve("access-delay.csv"));
        Files.writeString(out.resolve("access-delay.svg"), study.svg());
        print.println(Tree.shown(out.resolve("access-delay.svg")));
        return study.delays().values().stream().allMatch(delay -> delay.longest() <= 1) ? 0 : 1;
    }

    private AccessStudy run() {
        try (ProgressBar bar =
                new ProgressBarBuilder()
                        .setTaskName("access")
                        .setInitialMax(2 * rotations)
                        .setUpdateIntervalMillis(500)
                        .build()) {
            return AccessStudy.run(ttrt, rotations, _ -> bar.step());
        }
    }

    private void refuseUnless(boolean good, String message, Object... values) {
        if (!good) {
            throw new ParameterException(spec.commandLine(), message.formatted(values));
        }
    }
}
