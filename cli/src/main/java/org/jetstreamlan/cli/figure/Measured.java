package org.jetstreamlan.cli.figure;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Ways to measure: whole processes on the wall clock, medians.
final class Measured {
    private Measured() {}

    /// Something that takes a while.
    @FunctionalInterface
    interface Trial {
        double run() throws Exception;
    }

    /// Median of `count` trials, an odd number.
    static double median(int count, Trial trial) throws Exception {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = trial.run();
        }
        Arrays.sort(values);
        return values[count / 2];
    }

    /// Seconds from the start of a process to its end.
    ///
    /// @throws IOException if it does not end with exit code 0, with what it said last
    static double seconds(Path folder, String... command) throws IOException {
        long before = System.nanoTime();
        lines(folder, command);
        return (System.nanoTime() - before) / 1e9;
    }

    /// Deletes a folder, if it is there, and all in it.
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /// What a process says until it ends.
    ///
    /// @throws IOException if it does not end with exit code 0, with what it said last
    static List<String> lines(Path folder, String... command) throws IOException {
        List<String> said = new ArrayList<>();
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(said::add);
        }
        if (exitCode(process) != 0) {
            throw new IOException(
                    "%s failed: %s"
                            .formatted(
                                    String.join(" ", command),
                                    said.isEmpty() ? "it said nothing" : said.getLast()));
        }
        return said;
    }

    private static int exitCode(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
