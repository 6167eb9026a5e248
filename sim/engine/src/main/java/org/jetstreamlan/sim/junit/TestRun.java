package org.jetstreamlan.sim.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.PowerUp;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.record.Recording;
import org.jetstreamlan.sim.wave.Waves;

/// One run of a [Simulate] test, on one engine. What it makes is closed after the test.
public final class TestRun {
    private final Engine engine;
    private final long seed;
    private final PowerUp powerUp;
    private final RandomGenerator random;

    /// Name of wave files, without what tells several apart.
    private final String name;

    private final List<AutoCloseable> open = new ArrayList<>();
    private int simulations;
    private final List<Path> waves = new ArrayList<>();
    private final List<Path> recordings = new ArrayList<>();

    TestRun(Engine engine, long seed, PowerUp powerUp, String name) {
        this.engine = engine;
        this.seed = seed;
        this.powerUp = powerUp;
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

    /// With what its simulations begin.
    public PowerUp powerUp() {
        return powerUp;
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
        Simulation<M> simulation =
                Simulation.of(recorded(traced(model.instantiate())), design, seed);
        open.add(simulation);
        if (!powerUp.equals(PowerUp.INIT)) {
            simulation.powerUp(powerUp);
        }
        simulations++;
        return simulation;
    }

    /// Puts a trace around a simulator, if the user wants waves.
    private Simulator traced(Simulator simulator) {
        Optional<Path> file = file("jetstream.waves", "waves", ".vcd");
        file.ifPresent(waves::add);
        return file.isPresent() ? Waves.of(simulator).writeTo(file.get()) : simulator;
    }

    /// Puts a recorder around a simulator, if the user wants that.
    private Simulator recorded(Simulator simulator) {
        Optional<Path> file = file("jetstream.record", "recordings", ".rec");
        file.ifPresent(recordings::add);
        return file.isPresent() ? Recording.of(simulator, file.get()) : simulator;
    }

    /// The file for the next simulation, in a folder that is there, if the property asks for it.
    private Optional<Path> file(String property, String kind, String ending) {
        String wanted = System.getProperty(property, "");
        if (wanted.isEmpty() || wanted.equals("false")) {
            return Optional.empty();
        }
        Path folder = wanted.equals("true") ? Path.of("target", kind) : Path.of(wanted);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder " + folder, e);
        }
        String several = simulations == 0 ? "" : "." + simulations;
        return Optional.of(folder.resolve(name + several + ending));
    }

    /// The wave files of this run.
    List<Path> waves() {
        return waves;
    }

    /// The recordings of this run.
    List<Path> recordings() {
        return recordings;
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
