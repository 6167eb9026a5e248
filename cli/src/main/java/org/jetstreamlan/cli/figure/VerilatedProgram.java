package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jetstreamlan.cli.Tree;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.verilog.Verilog;

/// Our Verilog of a circuit, verilated with -O3 and driven by a C++ test bench, which is a resource beside this class: a rival's best.
///
/// @param program what was linked
record VerilatedProgram(Path folder, Path program) {
    /// A Verilator.
    ///
    /// @param binary the program
    /// @param root its runtime and headers
    record Verilator(String version, Path binary, Path root) {
        /// The pinned one of `build/venv`.
        ///
        /// @throws IOException if it is not there, with what to do
        static Verilator pinned() throws IOException {
            Path libraries = Tree.root().resolve("build/venv/lib");
            if (Files.isDirectory(libraries)) {
                try (DirectoryStream<Path> pythons =
                        Files.newDirectoryStream(libraries, "python3*")) {
                    for (Path python : pythons) {
                        Path root = python.resolve("site-packages/verilator");
                        Path binary = root.resolve("bin/verilator_bin");
                        if (Files.isExecutable(binary)) {
                            return new Verilator("5.048", binary, root);
                        }
                    }
                }
            }
            throw new IOException(
                    "no Verilator in %s: run make venv".formatted(Tree.shown(libraries)));
        }

        /// The one of the system, if there is one.
        static Optional<Verilator> ofTheSystem() throws IOException {
            for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
                Path binary = Path.of(folder, "verilator_bin");
                if (Files.isExecutable(binary)) {
                    List<String> said =
                            Measured.lines(
                                    Tree.root(),
                                    Path.of(folder, "verilator").toString(),
                                    "--getenv",
                                    "VERILATOR_ROOT");
                    return Optional.of(
                            new Verilator("system", binary, Path.of(said.getLast().strip())));
                }
            }
            return Optional.empty();
        }
    }

    /// How to build.
    ///
    /// @param bench name of the C++ source
    /// @param flags for Verilator
    /// @param defines for the C++ compiler, `-D...`
    /// @param runtime sources of Verilator's runtime that are needed, without `.cpp`
    /// @param libraries `-l...`
    record Recipe(
            String bench,
            List<String> flags,
            List<String> defines,
            List<String> runtime,
            List<String> libraries) {
        /// Without waves.
        static Recipe plain(String bench) {
            return new Recipe(bench, List.of(), List.of(), List.of(), List.of());
        }
    }

    /// @param folder where to build; what the bench includes besides the model is there already
    /// @throws IOException if Verilator or g++ cannot, with what they said last
    static VerilatedProgram build(Path folder, Circuit circuit, Verilator verilator, Recipe recipe)
            throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("design.v"), Verilog.of(circuit).text());
        try (var bench = VerilatedProgram.class.getResourceAsStream(recipe.bench)) {
            if (bench == null) {
                throw new IOException(recipe.bench + " is not in the jar");
            }
            Files.write(folder.resolve(recipe.bench), bench.readAllBytes());
        }
        Measured.delete(folder.resolve("model"));
        Path root = verilator.root;
        List<String> verilate = new ArrayList<>();
        verilate.addAll(List.of("env", "VERILATOR_ROOT=" + root, verilator.binary.toString()));
        verilate.addAll(List.of("--cc", "-O3", "-Wno-fatal", "--prefix", "Vtop", "--top-module"));
        verilate.addAll(List.of(circuit.top().name(), "--Mdir", "model"));
        verilate.addAll(recipe.flags);
        verilate.add("design.v");
        Measured.seconds(folder, verilate.toArray(String[]::new));
        List<String> fast = new ArrayList<>(compiler(root, "-O3"));
        fast.addAll(recipe.defines);
        List<String> slow = compiler(root, "-O0");
        List<String> objects = new ArrayList<>();
        try (DirectoryStream<Path> sources =
                Files.newDirectoryStream(folder.resolve("model"), "*.cpp")) {
            for (Path source : sources) {
                boolean once = source.toString().contains("Slow");
                objects.add(compile(folder, once ? slow : fast, source));
            }
        }
        List<String> runtime = new ArrayList<>(List.of("verilated", "verilated_threads"));
        runtime.addAll(recipe.runtime);
        for (String source : runtime) {
            Path path = root.resolve("include").resolve(source + ".cpp");
            objects.add(compile(folder, fast, path));
        }
        objects.add(compile(folder, fast, folder.resolve(recipe.bench)));
        List<String> link = new ArrayList<>(List.of("g++", "-pthread"));
        link.addAll(objects);
        link.addAll(List.of("-o", "program"));
        link.addAll(recipe.libraries);
        Measured.seconds(folder, link.toArray(String[]::new));
        return new VerilatedProgram(folder, folder.resolve("program"));
    }

    private static List<String> compiler(Path root, String optimised) {
        return List.of(
                "g++",
                "-std=c++17",
                optimised,
                "-march=native",
                "-w",
                "-pthread",
                "-I.",
                "-Imodel",
                "-I" + root.resolve("include"),
                "-I" + root.resolve("include/vltstd"));
    }

    private static String compile(Path folder, List<String> compiler, Path source)
            throws IOException {
        String object = source.getFileName().toString().replace(".cpp", ".o");
        List<String> command = new ArrayList<>(compiler);
        command.addAll(List.of("-c", source.toString(), "-o", object));
        Measured.seconds(folder, command.toArray(String[]::new));
        return object;
    }

    /// How long a run took, and its outputs as a sum: what the bench says, `<seconds> <sum>`.
    record Timed(double seconds, long sum) {}

    Timed run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        String[] values =
                Measured.lines(folder, command.toArray(String[]::new)).getLast().split(" ", -1);
        return new Timed(Double.parseDouble(values[0]), Long.parseUnsignedLong(values[1]));
    }
}
