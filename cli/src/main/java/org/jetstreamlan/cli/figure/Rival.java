package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jetstreamlan.cli.Tree;

/// A construction library whose program `Elaborate <circuit> <folder> [<times>]` writes a circuit's Verilog: ours, or one of `bench/rivals/`, each
/// built by its own Maven project with pinned versions. All run on the JDK that runs this, by a plain `java -cp`, without further options.
enum Rival {
    OURS("clk", "rst", "payload", "org.jetstreamlan.cli.figure.circuit.Elaborate"),
    SPINAL("clk", "reset", "payload", "bench.Elaborate"),
    CHISEL("clock", "reset", "bits", "bench.Elaborate");

    /// The names that it gives to clock, reset and payload of a stream.
    final String clock;

    final String reset;
    final String payload;
    private final String program;

    Rival(String clock, String reset, String payload, String program) {
        this.clock = clock;
        this.reset = reset;
        this.payload = payload;
        this.program = program;
    }

    /// As [RivalProject#build].
    void build() throws IOException {
        if (this != OURS) {
            project().build();
        }
    }

    private RivalProject project() {
        return new RivalProject(label());
    }

    /// As in figures and folders.
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Where the Verilog of a circuit goes.
    Path folder(String circuit) {
        return Tree.root().resolve("build/figures/rivals/%s_%s".formatted(circuit, label()));
    }

    /// The command that elaborates a circuit `times` times in one JVM.
    List<String> command(String circuit, int times) throws IOException {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                program,
                circuit,
                Files.createDirectories(folder(circuit)).toString(),
                Integer.toString(times));
    }

    /// The command that simulates circuit S or L, after a build.
    List<String> simulate(String circuit, int clocks, Path folder) throws IOException {
        build();
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                "bench.Simulate",
                circuit,
                Integer.toString(clocks),
                folder.toString());
    }

    private String classPath() throws IOException {
        if (this == OURS) {
            Path built = Tree.root().resolve("cli/target/quick");
            return built.resolve("jetstream-cli.jar") + ":" + built.resolve("lib") + "/*";
        }
        return project().classPath();
    }

    /// The Verilog file that [#command] left.
    ///
    /// @throws IOException if there is not exactly one
    Path verilog(String circuit) throws IOException {
        try (Stream<Path> files = Files.list(folder(circuit))) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".v")).toList();
            if (found.size() != 1) {
                throw new IOException("%d files .v in %s".formatted(found.size(), folder(circuit)));
            }
            return found.getFirst();
        }
    }
}
