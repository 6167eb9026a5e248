package org.jetstreamlan.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.driver.client.Sockets;
import org.jetstreamlan.driver.daemon.Backend;
import org.jetstreamlan.driver.daemon.Daemon;
import org.jetstreamlan.driver.daemon.DaemonSettings;
import org.jetstreamlan.model.adapter.ModelBackend;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `jetstream daemon`, also called `jetstreamd`.
@Command(
        name = "daemon",
        description = {
            "Own adapters and let other processes use them, each at a socket of its own.",
            "Ends with SIGTERM or SIGINT; all clients are told."
        },
        footer = {
            "",
            "Settings, in JSON; the first user that fits a peer counts, others are refused:",
            "  {\"mode\": \"0660\", \"spinMicroseconds\": 50, \"synchronousWords\": 0, \"users\": [",
            "    {\"uid\": 1000, \"gid\": 100, \"privileged\": false, \"channels\": [512, 262143],",
            "     \"clients\": 32, \"pools\": 60, \"transmitBlocks\": 512, \"receiveBlocks\": 512,",
            "     \"reservedBlocks\": 64, \"synchronousWords\": 0, \"vcis\": 1024,",
            "     \"scripts\": 1024, \"files\": 64,",
            "     \"userBytes\": 268435456, \"tags\": 4095, \"regions\": 512, \"endpoints\": 1024,",
            "     \"pages\": 256, \"cells\": 2048, \"tripwires\": 4096}]}",
            "uid or gid left out is any, a number left out is the one above."
        },
        mixinStandardHelpOptions = true)
final class DaemonCommand implements Callable<Integer> {
    /// Where the adapters are.
    enum BackendChoice {
        model
    }

    @Spec private CommandSpec spec;

    @Option(
            names = "--backend",
            paramLabel = "BACKEND",
            defaultValue = "model",
            description =
                    "${COMPLETION-CANDIDATES}: a ring in this process, to try without hardware (default: ${DEFAULT-VALUE}).")
    private BackendChoice backend;

    @Option(
            names = "--stations",
            paramLabel = "N",
            defaultValue = "2",
            description = "Stations of the model's ring, 1 to 64 (default: ${DEFAULT-VALUE}).")
    private int stations;

    @Option(
            names = "--sockets",
            paramLabel = "FOLDER",
            description =
                    "Where station0, station1, ... go; made if it is not there (default: jetstream in XDG_RUNTIME_DIR, or below /tmp).")
    private Path sockets = Sockets.folder();

    @Option(
            names = "--settings",
            paramLabel = "FILE",
            description =
                    "Who may do what, see below. Without it: this user, without privilege, with the numbers below.")
    private @Nullable Path settings;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (stations < 1 || stations > 64) {
            throw new ParameterException(
                    spec.commandLine(), "--stations: %d is not in 1..64".formatted(stations));
        }
        PrintWriter print = spec.commandLine().getOut();
        Files.createDirectories(
                sockets,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        var paths = IntStream.range(0, stations).mapToObj(i -> Sockets.of(sockets, i)).toList();
        serve(paths, line -> say(print, line));
        return 0;
    }

    private void serve(List<Path> paths, Consumer<String> log) throws IOException {
        var ended = new CountDownLatch(1);
        try (var daemon = new Daemon(opened(), paths, settings(), log)) {
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(
                                    () -> {
                                        daemon.stop();
                                        await(ended);
                                    }));
            log.accept("ready, process %d".formatted(ProcessHandle.current().pid()));
            daemon.run();
        } finally {
            log.accept("stopped");
            ended.countDown();
        }
    }

    private Backend opened() {
        return switch (backend) {
            case model -> new ModelBackend(Capabilities.FULL, stations);
        };
    }

    private DaemonSettings settings() throws IOException {
        return settings == null
                ? DaemonSettings.forUser(
                        (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
                : SettingsFile.read(settings);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(PrintWriter print, String line) {
        print.println("jetstreamd: " + line);
        print.flush();
    }
}
