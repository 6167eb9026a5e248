package org.jetstreamlan.sim.verilator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.jetstreamlan.sim.EngineException;

/// Runs a program of the tool chain, its output going to a log.
final class ToolRun {
    private static final Pattern TELLING =
            Pattern.compile(
                    "%Error|%Fatal|\\berror:|undefined reference|cannot find|No space left",
                    Pattern.CASE_INSENSITIVE);

    private ToolRun() {}

    /// What a line of the log begins with that is a command.
    private static final String COMMAND = "$ ";

    /// A program failed; `message` holds the first line that says why.
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        Failed(String message) {
            super(message);
        }
    }

    /// Runs several programs, as many at once as there are processors.
    static void runAll(Path folder, Path log, List<List<String>> commands)
            throws IOException, Failed {
        var runs = new ArrayList<Future<?>>();
        int processors = Runtime.getRuntime().availableProcessors();
        try (var executor = Executors.newFixedThreadPool(Math.min(processors, commands.size()))) {
            for (var command : commands) {
                runs.add(
                        executor.submit(
                                () -> {
                                    run(folder, log, Map.of(), command);
                                    return command;
                                }));
            }
        }
        for (var run : runs) {
            switch (run.state()) {
                case SUCCESS -> {}
                case FAILED -> rethrow(run.exceptionNow());
                case CANCELLED, RUNNING ->
                        throw new EngineException("verilator engine: interrupted");
            }
        }
    }

    private static void rethrow(Throwable failure) throws IOException, Failed {
        switch (failure) {
            case Failed failed -> throw failed;
            case IOException failed -> throw failed;
            case EngineException failed -> throw failed;
            default -> throw new AssertionError(failure);
        }
    }

    /// Runs one program.
    ///
    /// @param log is appended to
    static void run(Path folder, Path log, Map<String, String> environment, List<String> command)
            throws IOException, Failed {
        Files.writeString(
                log,
                COMMAND + String.join(" ", command) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        long before = Files.size(log);
        var builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        builder.environment().put("LC_ALL", "C");
        var process = builder.start();
        int code;
        try {
            process.getOutputStream().close();
            code = process.waitFor();
        } catch (InterruptedException interrupted) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            Thread.currentThread().interrupt();
            throw new EngineException("verilator engine: interrupted while building", interrupted);
        }
        if (code != 0) {
            throw new Failed(
                    Path.of(command.getFirst()).getFileName()
                            + " failed with code "
                            + code
                            + ": "
                            + firstTellingLine(log, before));
        }
    }

    private static String firstTellingLine(Path log, long from) throws IOException {
        var lines =
                new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1)
                        .substring((int) from)
                        .lines()
                        // Commands stand there too, those of others that run at the same time.
                        .filter(line -> !line.isBlank() && !line.startsWith(COMMAND))
                        .toList();
        return lines.stream()
                .filter(line -> TELLING.matcher(line).find())
                .findFirst()
                .orElse(lines.isEmpty() ? "it printed nothing" : lines.getFirst())
                .strip();
    }
}
