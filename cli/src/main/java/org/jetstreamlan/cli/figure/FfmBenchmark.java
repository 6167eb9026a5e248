package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.cli.Tree;
import org.jetstreamlan.cli.figure.circuit.Chain;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;

/// What it costs that the test bench is in Java: clocks a second on our engine verilator beside the same Verilog and Verilator 5.048 with `-O3` and a
/// test bench in C++. In turns, after a run to warm up; the median of [#RUNS] ratios, outputs compared.
enum FfmBenchmark implements Benchmark {
    ADAPTER(figure("", "an adapter that sends a file", 0.95)) {
        @Override
        public List<Double> run() throws Exception {
            AdapterLoad.Pair pair = AdapterLoad.record();
            Path folder = folder("adapter");
            pair.write(List.of(folder));
            return compare(folder, pair.circuit(), "replay.cpp", List.of(pair.sends()));
        }
    },

    S(
            figure("_s", "circuit S", 0.6),
            figure("_s_batch", "circuit S, stimulus handed over in batches", 0.95)) {
        @Override
        public List<Double> run() throws Exception {
            return compare(
                    folder("s"),
                    Design.of(Chain::s).circuit(),
                    "chain.cpp",
                    List.of(new ChainLoad(S_CLOCKS, false), new ChainLoad(S_CLOCKS, true)));
        }
    },

    L(figure("_l", "circuit L", 0.95)) {
        @Override
        public List<Double> run() throws Exception {
            return compare(
                    folder("l"),
                    Design.of(Chain::l).circuit(),
                    "chain.cpp",
                    List.of(new ChainLoad(L_CLOCKS, false)));
        }
    };

    private static final int RUNS = 5;
    private static final int S_CLOCKS = 10_000_000;
    private static final int L_CLOCKS = 200_000;

    private final List<Figure> figures;

    FfmBenchmark(Figure... figures) {
        this.figures = List.of(figures);
    }

    private static Figure figure(String name, String about, double target) {
        return new Figure(
                "sim.ffm_vs_cpp" + name,
                "clocks/s, verilator engine / C++ and Verilator 5.048, " + about,
                "",
                2,
                new Target.AtLeast(target));
    }

    @Override
    public List<Figure> figures() {
        return figures;
    }

    private static Path folder(String circuit) {
        return Tree.root().resolve("build/figures/ffm/" + circuit);
    }

    private static List<Double> compare(
            Path folder, Circuit circuit, String bench, List<Load> loads) throws Exception {
        VerilatedProgram rival =
                VerilatedProgram.build(
                        folder,
                        circuit,
                        VerilatedProgram.Verilator.pinned(),
                        VerilatedProgram.Recipe.plain(bench));
        List<Double> values = new ArrayList<>();
        try (Model model = Engines.verilator().compile(circuit)) {
            for (Load load : loads) {
                load.ours(model);
                values.add(Measured.median(RUNS, () -> turn(load, model, rival)));
            }
        }
        return values;
    }

    private static double turn(Load load, Model model, VerilatedProgram rival) throws IOException {
        return Load.ratio(load.ours(model), load.theirs(rival));
    }
}
