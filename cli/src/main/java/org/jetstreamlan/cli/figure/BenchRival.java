package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jetstreamlan.cli.Tree;
import org.jetstreamlan.cli.figure.circuit.Chain;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.verilog.Verilog;

/// A simulator with test benches in the language of its library, all on Verilator: its program in `bench/rivals/` does to circuit S or L what
/// [org.jetstreamlan.cli.figure.circuit.ChainStimulus] does, and says seconds, without start and build, and the sum of the outputs.
enum BenchRival {
    SPINALSIM("SpinalSim 1.14.2", "their own circuit") {
        @Override
        List<String> command(String circuit, int clocks) throws IOException {
            return Rival.SPINAL.simulate(circuit, clocks, folder(circuit));
        }
    },
    CHISELSIM("ChiselSim 7.14.0", "their own circuit") {
        @Override
        List<String> command(String circuit, int clocks) throws IOException {
            return Rival.CHISEL.simulate(circuit, clocks, folder(circuit));
        }
    },
    COCOTB("cocotb 2.1", "our Verilog") {
        @Override
        List<String> command(String circuit, int clocks) throws IOException {
            Path verilog = folder(circuit).resolve("Top.v");
            var chain = Design.of(circuit.equals("s") ? Chain::s : Chain::l).circuit();
            Files.writeString(verilog, Verilog.of(chain).text());
            return List.of(
                    Tree.root().resolve("build/venv/bin/python").toString(),
                    Tree.root().resolve("bench/rivals/cocotb/simulate.py").toString(),
                    verilog.toString(),
                    Integer.toString(clocks),
                    folder(circuit).toString());
        }
    };

    /// What a program says at the end; its simulator may say more.
    private static final Pattern SAID = Pattern.compile("([0-9.E-]+) (-?[0-9]+)");

    final String title;

    /// What runs on it.
    final String design;

    BenchRival(String title, String design) {
        this.title = title;
        this.design = design;
    }

    /// As in figures and folders.
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    abstract List<String> command(String circuit, int clocks) throws IOException;

    Path folder(String circuit) throws IOException {
        return Files.createDirectories(
                Tree.root().resolve("build/figures/rivals/%s_%s".formatted(circuit, label())));
    }

    /// @throws IOException if it fails, with what it said last
    VerilatedProgram.Timed run(String circuit, int clocks) throws IOException {
        List<String> said = new ArrayList<>();
        said.addAll(
                Measured.lines(folder(circuit), command(circuit, clocks).toArray(String[]::new)));
        for (String line : said.reversed()) {
            var found = SAID.matcher(line);
            if (found.matches()) {
                // Python has no negative sums, Scala no unsigned ones.
                long sum =
                        found.group(2).startsWith("-")
                                ? Long.parseLong(found.group(2))
                                : Long.parseUnsignedLong(found.group(2));
                return new VerilatedProgram.Timed(Double.parseDouble(found.group(1)), sum);
            }
        }
        throw new IOException(title + " said no seconds: " + said.getLast());
    }
}
