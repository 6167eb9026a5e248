package org.jetstreamlan.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jetstreamlan.cli.figure.ViaStudy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `jetstream via-perf`.
@Command(
        name = "via-perf",
        description =
                "Measure VIA on two modelled stations, in words of the link, and draw it: latency and bandwidth over sizes, levels, ways to wait, number of VIs; what functions without data take.",
        mixinStandardHelpOptions = true)
final class ViaCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "build/via",
            description = "For via-*.csv and via-*.svg (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Override
    public Integer call() throws IOException {
        PrintWriter print = spec.commandLine().getOut();
        var study =
                ViaStudy.run(
                        what -> {
                            print.println(what + " ...");
                            print.flush();
                        });
        study.write(out).forEach(file -> print.println(Tree.shown(file)));
        return 0;
    }
}
