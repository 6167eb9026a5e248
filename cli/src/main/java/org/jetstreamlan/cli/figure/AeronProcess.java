package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A message there and back by Aeron IPC, between two processes that spin: `bench/rivals/aeron`.
final class AeronProcess {
    private static final RivalProject PROJECT = new RivalProject("aeron");

    private AeronProcess() {}

    /// @param median nanoseconds there and back
    /// @param high 99 of 100 are below
    record Times(double median, double high) {}

    static Times times(int warm, int turns) throws IOException {
        PROJECT.build();
        var folder = Files.createTempDirectory("aeron");
        try {
            var echo =
                    new ProcessBuilder(command("echo", folder)).redirectErrorStream(true).start();
            try (var said = echo.inputReader(StandardCharsets.UTF_8)) {
                for (var line = said.readLine(); !"ready".equals(line); line = said.readLine()) {
                    if (line == null) {
                        throw new IOException("Aeron's media driver did not start");
                    }
                }
                var ping = command("ping", folder, Integer.toString(warm), Integer.toString(turns));
                var numbers =
                        Measured.lines(Path.of("."), ping.toArray(String[]::new))
                                .getLast()
                                .split(" ", -1);
                return new Times(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
            } finally {
                end(echo);
            }
        } finally {
            Measured.delete(folder);
        }
    }

    private static List<String> command(String role, Path folder, String... more)
            throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                // What Agrona needs.
                                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                                "-cp",
                                PROJECT.classPath(),
                                "bench.Echo",
                                role,
                                folder.resolve("driver").toString()));
        command.addAll(List.of(more));
        return command;
    }

    private static void end(Process process) throws IOException {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
