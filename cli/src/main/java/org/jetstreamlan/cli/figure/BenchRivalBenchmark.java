package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jetstreamlan.cli.figure.circuit.Chain;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;

/// Clocks a second on jit beside SpinalSim, ChiselSim and cocotb, with the same test bench in each one's language. In turns, after a run of ours to warm
/// up; the median of [#RUNS] ratios. What all give out, as a sum, must be the same. Each counts its loop alone; ours runs more clocks than theirs, in
/// ratio, so that both take seconds.
final class BenchRivalBenchmark implements Benchmark {
    private static final int RUNS = 5;

    static final List<Benchmark> ALL =
            List.of(
                    new BenchRivalBenchmark(BenchRival.SPINALSIM, "s", 30, 200_000, 20),
                    new BenchRivalBenchmark(BenchRival.SPINALSIM, "l", 3, 100_000, 2),
                    new BenchRivalBenchmark(BenchRival.CHISELSIM, "s", 200, 40_000, 100),
                    new BenchRivalBenchmark(BenchRival.CHISELSIM, "l", 20, 30_000, 10),
                    new BenchRivalBenchmark(BenchRival.COCOTB, "s", 50, 100_000, 50),
                    new BenchRivalBenchmark(BenchRival.COCOTB, "l", 8, 50_000, 5));

    private final BenchRival rival;
    private final String circuit;
    private final double target;
    private final int clocks;
    private final int times;

    /// @param clocks of a run of theirs
    /// @param times so many more has one of ours
    private BenchRivalBenchmark(
            BenchRival rival, String circuit, double target, int clocks, int times) {
        this.rival = rival;
        this.circuit = circuit;
        this.target = target;
        this.clocks = clocks;
        this.times = times;
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(
                        "sim.vs_%s_%s".formatted(rival.label(), circuit),
                        "clocks/s, jit / %s on Verilator (%s), circuit %s"
                                .formatted(
                                        rival.title,
                                        rival.design,
                                        circuit.toUpperCase(Locale.ROOT)),
                        "",
                        1,
                        new Target.AtLeast(target)));
    }

    @Override
    public List<Double> run() throws Exception {
        var chain = Design.of(circuit.equals("s") ? Chain::s : Chain::l).circuit();
        try (Model model = Engines.jit().compile(chain)) {
            var same = new ChainLoad(clocks, false).ours(model);
            var load = new ChainLoad(clocks * times, false);
            load.ours(model);
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < RUNS; i++) {
                var their = rival.run(circuit, clocks);
                if (their.sum() != same.sum()) {
                    throw new IOException(
                            "circuit %s gave other outputs in %s".formatted(circuit, rival.title));
                }
                ratios.add(their.seconds() * times / load.ours(model).seconds());
            }
            return List.of(ratios.stream().sorted().toList().get(RUNS / 2));
        }
    }
}
