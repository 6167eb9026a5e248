package org.jetstreamlan.cli.figure;

import java.util.List;
import org.jetstreamlan.cli.figure.circuit.Chain;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// What a poke of a 32-bit input with a new value takes, and a peek of a settled 32-bit output: the median of [#RUNS] runs of [#TIMES] each, after
/// some that warm up. What either makes the engine evaluate is not part of it.
final class PokePeekBenchmark implements Benchmark {
    private static final int RUNS = 7;
    private static final int WARM_RUNS = 3;
    private static final int TIMES = 30_000_000;

    static final Benchmark JIT = new PokePeekBenchmark(Engines.jit());
    static final Benchmark VERILATOR = new PokePeekBenchmark(Engines.verilator());

    private final Engine engine;

    private PokePeekBenchmark(Engine engine) {
        this.engine = engine;
    }

    @Override
    public List<Figure> figures() {
        return List.of(figure("poke", "a poke"), figure("peek", "a peek"));
    }

    private Figure figure(String what, String about) {
        return new Figure(
                "sim.%s_%s".formatted(what, engine.name()),
                about + " of a signal of 32 bits on " + engine.name(),
                "ns",
                2,
                new Target.AtMost(3));
    }

    @Override
    public List<Double> run() throws Exception {
        try (Model model = engine.compile(Design.of(Chain::s).circuit());
                Simulator simulator = model.instantiate()) {
            Probe in = simulator.probe("in_payload");
            Probe out = simulator.probe("out_payload");
            for (int i = 0; i < WARM_RUNS; i++) {
                poke(simulator, in);
                peek(simulator, out);
            }
            return List.of(
                    Measured.median(RUNS, () -> poke(simulator, in)),
                    Measured.median(RUNS, () -> peek(simulator, out)));
        }
    }

    private static double poke(Simulator simulator, Probe probe) {
        long start = System.nanoTime();
        for (int i = 0; i < TIMES; i++) {
            simulator.poke(probe, i);
        }
        return (System.nanoTime() - start) / (double) TIMES;
    }

    /// The sum is used, so that no peek can be left out.
    private static double peek(Simulator simulator, Probe probe) {
        long start = System.nanoTime();
        long sum = 1;
        for (int i = 0; i < TIMES; i++) {
            sum = 31 * sum + simulator.peek(probe);
        }
        return (System.nanoTime() - start + (sum & 1)) / (double) TIMES;
    }
}
