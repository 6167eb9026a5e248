package org.jetstreamlan.cli.figure;

import java.util.List;
import org.jetstreamlan.cli.Tree;
import org.jetstreamlan.sim.Engines;

/// How soon and how fast the simulators run the adapter.
enum SimulationBenchmark implements Benchmark {
    FIRST_CYCLE(
            new Figure(
                    "sim.first_cycle",
                    "adapter on jit, from process start to the end of the process after one clock, elaboration included",
                    "s",
                    3,
                    new Target.AtMost(0.5))) {
        @Override
        public List<Double> run() throws Exception {
            return List.of(
                    Measured.median(
                            START_RUNS,
                            () ->
                                    Measured.seconds(
                                            Tree.root(), "bin/jetstream", "clock", "adapter")));
        }
    },

    JIT_VS_VERILATOR(
            new Figure(
                    "sim.jit_vs_verilator",
                    "core clocks/s of two loaded adapters on jit / the same on verilator, bus managers included",
                    "",
                    3,
                    new Target.Reported())) {
        @Override
        public List<Double> run() throws Exception {
            return List.of(
                    Measured.median(
                            RATIO_RUNS,
                            () ->
                                    DemoBenchmark.transfer(Engines.jit(), LOAD_BYTES)
                                                    .clocksPerSecond()
                                            / DemoBenchmark.transfer(
                                                            Engines.verilator(), LOAD_BYTES)
                                                    .clocksPerSecond()));
        }
    };

    private static final int START_RUNS = 5;
    private static final int RATIO_RUNS = 3;
    private static final int LOAD_BYTES = 2 << 20;

    private final Figure figure;

    SimulationBenchmark(Figure figure) {
        this.figure = figure;
    }

    @Override
    public List<Figure> figures() {
        return List.of(figure);
    }
}
