package org.jetstreamlan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The project's tree, where the command finds its tools and leaves what it makes.
public final class Tree {
    private Tree() {}

    /// The folder of the tree, absolute: `bin/jetstream` says where.
    public static Path root() {
        return Path.of(System.getProperty("jetstream.root", "")).toAbsolutePath();
    }

    /// `path` below the working folder where it is there, as users read it.
    public static String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        Path there = path.toAbsolutePath().normalize();
        return there.startsWith(here) ? here.relativize(there).toString() : there.toString();
    }

    /// A command line that runs one of the project's Python programs in its own environment.
    ///
    /// @throws IllegalStateException if the environment has not been made
    public static List<String> python(Path program, List<String> arguments) {
        Path python = root().resolve("build/venv/bin/python");
        if (!Files.isExecutable(python)) {
            throw new IllegalStateException(
                    "the Python tools are missing in %s: run make venv"
                            .formatted(shown(root().resolve("build/venv"))));
        }
        var command = new ArrayList<String>();
        command.add(python.toString());
        command.add(program.toString());
        command.addAll(arguments);
        return command;
    }

    /// Runs a program that speaks for itself.
    ///
    /// @return its exit code
    public static int run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            return process.waitFor();
        } catch (InterruptedException interrupted) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}
