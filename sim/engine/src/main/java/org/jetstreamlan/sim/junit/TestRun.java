package org.jetstreamlan.sim.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.jetstreamlan.sim.wave.RecentWaves;
import org.jetstreamlan.sim.wave.Waves;

/// One run of a [Simulate] test, on one engine. What it makes is closed after the test.
public final class TestRun {
    /// How the property `jetstream.waves` begins that asks for the last periods before a failure.
    private static final String LAST = "last:";

    private final Engine engine;
    private final long seed;
    private final PowerUp powerUp;
    private final RandomGenerator random;

    /// Name of wave files, without what tells several apart.
    private final String name;

    private final List<AutoCloseable> open = new ArrayList<>();
    private int simulations;
    private final List<Path> waves = new ArrayList<>();

    /// What is written if the test fails, by file.
    private final Map<Path, RecentWaves> recent = new LinkedHashMap<>();

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
        String wanted = System.getProperty("jetstream.waves", "");
        if (wanted.startsWith(LAST)) {
            RecentWaves last = Waves.of(simulator).last(periods(wanted));
            recent.put(inFolder(Path.of("target", "waves"), ".vcd"), last);
            return last.simulator();
        }
        Optional<Path> file = file("jetstream.waves", "waves", ".vcd");
        file.ifPresent(waves::add);
        return file.isPresent() ? Waves.of(simulator).writeTo(file.get()) : simulator;
    }

    private static int periods(String wanted) {
        try {
            return Integer.parseInt(wanted.substring(LAST.length()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "-Djetstream.waves=%s: behind 'last:' stands a number of periods, as in last:1000"
                            .formatted(wanted),
                    e);
        }
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
        return Optional.of(inFolder(folder, ending));
    }

    private Path inFolder(Path folder, String ending) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder " + folder, e);
        }
        String several = simulations == 0 ? "" : "." + simulations;
        return folder.resolve(name + several + ending);
    }

    /// Closes everything after a failure, and writes the last periods of each simulation if the user wants those.
    ///
    /// @param failure of the test; what goes wrong here is added to it
    void failed(Throwable failure) {
        try {
            close();
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
        recent.forEach(
                (file, last) -> {
                    try {
                        last.writeTo(file);
                        waves.add(file);
                    } catch (UncheckedIOException e) {
                        failure.addSuppressed(e);
                    }
                });
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
