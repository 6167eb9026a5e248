package org.jetstreamlan.sim.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.wave.Waves;

/// One run of a [Simulate] test, on one engine. What it makes is closed after the test.
public final class TestRun {
    private final Engine engine;
    private final long seed;
    private final RandomGenerator random;

    /// Name of wave files, without what tells several apart.
    private final String name;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Path> waves = new ArrayList<>();

    TestRun(Engine engine, long seed, String name) {
        this.engine = engine;
        this.seed = seed;
        this.name = name;
        random = new SplittableRandom(seed);
    }

    public Engine engine() {
        return engine;
    }

    /// The seed of this run and its simulations.
    public long seed() {
        return seed;
    }

    /// Random numbers that come again with the seed.
    public RandomGenerator random() {
        return random;
    }

    /// A simulation of what `top` makes.
    public <M extends Module> Simulation<M> simulate(Supplier<M> top) {
        return simulate(Design.of(top));
    }

    /// A simulation of a design.
    public <M extends Module> Simulation<M> simulate(Design<M> design) {
        Model model = engine.compile(design.circuit());
        open.add(model);
        Simulation<M> simulation = Simulation.of(traced(model.instantiate()), design, seed);
        open.add(simulation);
        return simulation;
    }

    /// Puts a trace around a simulator, if the user wants waves.
    private Simulator traced(Simulator simulator) {
        String wanted = System.getProperty("jetstream.waves", "");
        if (wanted.isEmpty() || wanted.equals("false")) {
            return simulator;
        }
        Path folder = wanted.equals("true") ? Path.of("target", "waves") : Path.of(wanted);
        Path file = folder.resolve(name + (waves.isEmpty() ? "" : "." + waves.size()) + ".vcd");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder for waves, " + folder, e);
        }
        waves.add(file);
        return Waves.of(simulator).writeTo(file);
    }

    /// The wave files of this run.
    List<Path> waves() {
        return waves;
    }

    /// Closes everything, the last made first.
    void close() throws Exception {
        Exception failure = null;
        for (AutoCloseable each : open.reversed()) {
            try {
                each.close();
            } catch (Exception e) {
                failure = e;
            }
        }
        open.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
