package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jetstreamlan.cli.figure.circuit.Chain;
import org.jetstreamlan.cli.figure.circuit.ChainStimulus;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.wave.Waves;

/// Traced clocks a second on jit beside Verilator's own waves of the Verilog that we emit, driven from C++, on circuits S and L, with the same
/// stimulus: wall clock from the first poke until the file is closed, both on the same disk, in turns; the median of [#RUNS] ratios. Ours uses
/// up to three threads (the simulation, the text or the changes, the file), Verilator's one.
///
/// Both show the clock, for which Verilator needs two dumps. Its timed run is the fastest way to that; sizes are those of files with the same
/// variables and changes, to which [SameWaves] holds them.
final class WaveBenchmark implements Benchmark {
    private static final int RUNS = 5;
    private static final int COMPARED_CLOCKS = 3_000;

    static final Benchmark S_VCD = new WaveBenchmark("s", Chain::s, "vcd", 2_000_000);
    static final Benchmark S_FST = new WaveBenchmark("s", Chain::s, "fst", 2_000_000);
    static final Benchmark L_VCD = new WaveBenchmark("l", Chain::l, "vcd", 40_000);
    static final Benchmark L_FST = new WaveBenchmark("l", Chain::l, "fst", 40_000);

    private final String name;
    private final Supplier<Chain> chain;
    private final String format;
    private final int clocks;

    private WaveBenchmark(String name, Supplier<Chain> chain, String format, int clocks) {
        this.name = name;
        this.chain = chain;
        this.format = format;
        this.clocks = clocks;
    }

    @Override
    public List<Figure> figures() {
        String what =
                format.toUpperCase(Locale.ROOT) + " of circuit " + name.toUpperCase(Locale.ROOT);
        return List.of(
                new Figure(
                        "sim.wave_cost_%s_%s".formatted(format, name),
                        "traced clocks/s, jit / C++ and Verilator 5.048, " + what,
                        "",
                        2,
                        new Target.AtLeast(2)),
                new Figure(
                        "sim.wave_size_%s_%s".formatted(format, name),
                        "bytes, ours / Verilator's, " + what,
                        "",
                        3,
                        new Target.AtMost(1)));
    }

    @Override
    public List<Double> run() throws Exception {
        Circuit circuit = Design.of(chain).circuit();
        VerilatedWaves rival = VerilatedWaves.build(name, circuit, format);
        Path folder = rival.folder();
        Path ours = folder.resolve("ours." + format);
        Path theirs = folder.resolve("theirs." + format);
        try (Model model = Engines.jit().compile(circuit)) {
            if (format.equals("vcd")) {
                trace(model, COMPARED_CLOCKS, ours);
                rival.run(COMPARED_CLOCKS, VerilatedWaves.Way.SAME, theirs);
                SameWaves.check(ours, theirs);
            }
            rival.run(clocks, VerilatedWaves.Way.SAME, theirs);
            double theirBytes = Files.size(theirs);
            // Until everything is compiled.
            trace(model, clocks / 2, ours);
            double ratio =
                    Measured.median(
                            RUNS,
                            () -> {
                                VerilatedProgram.Timed their =
                                        rival.run(clocks, VerilatedWaves.Way.FAST, theirs);
                                VerilatedProgram.Timed our = trace(model, clocks, ours);
                                if (our.sum() != their.sum()) {
                                    throw new IOException(
                                            "circuit %s gave other outputs than Verilator's"
                                                    .formatted(name));
                                }
                                return their.seconds() / our.seconds();
                            });
            return List.of(ratio, Files.size(ours) / theirBytes);
        } finally {
            Files.deleteIfExists(ours);
            Files.deleteIfExists(theirs);
        }
    }

    private static VerilatedProgram.Timed trace(Model model, int clocks, Path file)
            throws IOException {
        Files.deleteIfExists(file);
        Waves waves = Waves.of(model.instantiate()).window(0, clocks - 1);
        try (Simulator simulator = waves.writeTo(file)) {
            long start = System.nanoTime();
            long sum = ChainStimulus.run(simulator, clocks);
            simulator.close();
            return new VerilatedProgram.Timed((System.nanoTime() - start) / 1e9, sum);
        }
    }
}
