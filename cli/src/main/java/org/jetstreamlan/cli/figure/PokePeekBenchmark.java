package org.jetstreamlan.cli.figure;

import java.util.List;
import java.util.function.LongUnaryOperator;
import org.jetstreamlan.cli.figure.circuit.Chain;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.Simulator;

/// What a poke of an input with a new value takes, and a peek of a settled output: by Java reference through [Simulation], and by probe through [Simulator].
/// Three signals in turn, of 32 bits, 1 bit and 1 bit; the median of [#RUNS] runs of [#TIMES] turns each, after some that warm up. What either makes the engine
/// evaluate is not part of it.
final class PokePeekBenchmark implements Benchmark {
    private static final int RUNS = 7;
    private static final int WARM_RUNS = 3;
    private static final int TIMES = 10_000_000;
    private static final int SIGNALS = 3;

    static final Benchmark JIT = new PokePeekBenchmark(Engines.jit());
    static final Benchmark VERILATOR = new PokePeekBenchmark(Engines.verilator());

    private final Engine engine;

    private PokePeekBenchmark(Engine engine) {
        this.engine = engine;
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                figure("poke", "a poke by Java reference, three signals in turn"),
                figure("peek", "a peek by Java reference, three signals in turn"),
                figure("poke_probe", "a poke by probe, three signals in turn"),
                figure("peek_probe", "a peek by probe, three signals in turn"));
    }

    private Figure figure(String what, String about) {
        return new Figure(
                "sim.%s_%s".formatted(what, engine.name()),
                about + ", on " + engine.name(),
                "ns",
                2,
                new Target.AtMost(3));
    }

    @Override
    public List<Double> run() throws Exception {
        Design<Chain> design = Design.of(Chain::s);
        try (Model model = engine.compile(design.circuit());
                Simulation<Chain> simulation = Simulation.of(model, design)) {
            Probes probes = new Probes(simulation);
            return List.of(
                    median(turns -> poke(simulation, turns)),
                    median(turns -> peek(simulation, turns)),
                    median(turns -> poke(simulation.simulator(), probes, turns)),
                    median(turns -> peek(simulation.simulator(), probes, turns)));
        }
    }

    private static double median(LongUnaryOperator turns) throws Exception {
        for (int i = 0; i < WARM_RUNS; i++) {
            nanoseconds(turns);
        }
        return Measured.median(RUNS, () -> nanoseconds(turns));
    }

    /// Of a poke or peek. What the turns say is used, so that none can be left out.
    private static double nanoseconds(LongUnaryOperator turns) {
        long start = System.nanoTime();
        long said = turns.applyAsLong(TIMES);
        return (System.nanoTime() - start + (said & 1)) / ((double) TIMES * SIGNALS);
    }

    private static long poke(Simulation<Chain> simulation, long turns) {
        Bits payload = simulation.top().in.payload();
        Bool valid = simulation.top().in.valid();
        Bool ready = simulation.top().out.ready();
        for (long i = 0; i < turns; i++) {
            simulation.poke(payload, i);
            simulation.poke(valid, (i & 1) != 0);
            simulation.poke(ready, (i & 2) != 0);
        }
        return turns;
    }

    private static long peek(Simulation<Chain> simulation, long turns) {
        Bits payload = simulation.top().out.payload();
        Bool valid = simulation.top().out.valid();
        Bool ready = simulation.top().in.ready();
        long sum = 1;
        for (long i = 0; i < turns; i++) {
            sum = 31 * sum + simulation.peek(payload);
            sum += simulation.peek(valid) ? 1 : 3;
            sum += simulation.peek(ready) ? 1 : 3;
        }
        return sum;
    }

    /// Of what is poked, and of what is peeked.
    private record Probes(
            Probe payload, Probe valid, Probe ready, Probe word, Probe isWord, Probe isTaken) {
        Probes(Simulation<Chain> simulation) {
            Chain top = simulation.top();
            this(
                    simulation.probe(top.in.payload()),
                    simulation.probe(top.in.valid()),
                    simulation.probe(top.out.ready()),
                    simulation.probe(top.out.payload()),
                    simulation.probe(top.out.valid()),
                    simulation.probe(top.in.ready()));
        }
    }

    private static long poke(Simulator simulator, Probes probes, long turns) {
        for (long i = 0; i < turns; i++) {
            simulator.poke(probes.payload, i);
            simulator.poke(probes.valid, i & 1);
            simulator.poke(probes.ready, i >> 1 & 1);
        }
        return turns;
    }

    private static long peek(Simulator simulator, Probes probes, long turns) {
        long sum = 1;
        for (long i = 0; i < turns; i++) {
            sum = 31 * sum + simulator.peek(probes.word);
            sum += simulator.peek(probes.isWord);
            sum += simulator.peek(probes.isTaken);
        }
        return sum;
    }
}
