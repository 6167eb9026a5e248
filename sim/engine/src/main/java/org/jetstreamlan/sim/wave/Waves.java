package org.jetstreamlan.sim.wave;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.sim.Simulator;

/// Chooses what to trace and where to.
///
/// ```java
/// Waves waves = Waves.of(model.instantiate()).signals("mac.**", "in_*").window(1_000, 2_000);
/// try (Simulator sim = waves.writeTo(file)) {
///     ...
/// }
/// ```
/// Without [#signals(String...)] all nets are traced: registers, wires, ports, read data and the
/// reset of every scope, but not a child's ports a second time in its parent, nor named
/// intermediate values.
public final class Waves {
    private final Simulator simulator;
    private final Observables observables;
    private final List<SignalPattern> patterns = new ArrayList<>();
    private long first;
    private long last = Long.MAX_VALUE;
    private BooleanSupplier wanted = () -> true;

    private Waves(Simulator simulator) {
        this.simulator = simulator;
        observables = Observables.of(simulator.model().circuit());
    }

    public static Waves of(Simulator simulator) {
        return new Waves(simulator);
    }

    /// Traces signals whose path matches any of these: `*` is any part of a name, `**` any part of
    /// a path. Named intermediate values match, too.
    ///
    /// @throws IllegalArgumentException if one matches nothing, with the nearest paths
    public Waves signals(String... paths) {
        for (String path : paths) {
            SignalPattern pattern = new SignalPattern(path);
            if (observables.all().stream().noneMatch(signal -> pattern.matches(signal.path()))) {
                throw new IllegalArgumentException(
                        "no signal matches '"
                                + path
                                + "'; nearest are "
                                + String.join(", ", observables.nearest(path, 3)));
            }
            patterns.add(pattern);
        }
        return this;
    }

    /// Traces periods `first` to `last`, both included; the first period after power-up is 0. Periods after a restored snapshot go on from those before.
    public Waves window(long first, long last) {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException(
                    "window " + first + " to " + last + ": must be 0 <= first <= last");
        }
        this.first = first;
        this.last = last;
        return this;
    }

    /// Traces only periods in which `wanted` holds: what a logic analyser does with a trigger. It is asked once a period of the window, before the
    /// period's edge. In a dump, values stay as they were last over what is left out.
    public Waves during(BooleanSupplier wanted) {
        this.wanted = wanted;
        return this;
    }

    /// The simulator, tracing into a file until it is closed: as FST if its name ends in `.fst`, else as VCD (IEEE 1364-2005 clause 18).
    ///
    /// @throws UncheckedIOException if the file cannot be written; later, too, from the step at which that is noticed, or from `close`
    public Simulator writeTo(Path file) {
        WaveRows rows = new WaveRows(this);
        try {
            return trace(rows, writer(rows, file), file.toString());
        } catch (IOException e) {
            throw WaveFile.failed(file.toString(), e);
        }
    }

    /// The simulator, tracing as VCD into a stream, which is closed with it and written by another thread at times.
    public Simulator writeTo(OutputStream stream) {
        WaveRows rows = new WaveRows(this);
        try {
            return trace(rows, new VcdWriter(rows, stream), "a stream");
        } catch (IOException e) {
            throw WaveFile.failed("a stream", e);
        }
    }

    private Simulator trace(WaveRows rows, WaveWriter writer, String name) {
        return new TracedSimulator(simulator, new WaveFile(this, rows, writer, name));
    }

    /// Begins a file in the format that its name asks for.
    static WaveWriter writer(WaveRows rows, Path file) throws IOException {
        if (file.toString().endsWith(".fst")) {
            return new FstWriter(rows, file);
        }
        OutputStream stream = Files.newOutputStream(file);
        try {
            return new VcdWriter(rows, stream);
        } catch (IOException e) {
            stream.close();
            throw e;
        }
    }

    /// Keeps the last `periods` in memory, to be written when something went wrong.
    ///
    /// @throws IllegalArgumentException if that is none, or more than memory is meant for (2 GiB)
    public RecentWaves last(int periods) {
        return new RecentWaves(this, periods);
    }

    /// A picture of characters, one line a signal, in the order in which they were asked for.
    public AsciiWaves draw() {
        return new AsciiWaves(this);
    }

    Simulator simulator() {
        return simulator;
    }

    Observables.Scope top() {
        return observables.top();
    }

    boolean isTraced(long cycle) {
        return cycle >= first && cycle <= last && wanted.getAsBoolean();
    }

    /// The signals of a scope that are traced, in stable order.
    List<Observables.Signal> chosen(Observables.Scope scope) {
        List<Observables.Signal> chosen = new ArrayList<>();
        for (Observables.Signal signal : scope.signals()) {
            if (patterns.isEmpty()
                    ? isNet(signal)
                    : SignalPattern.anyMatches(patterns, signal.path())) {
                chosen.add(signal);
            }
        }
        return chosen;
    }

    /// All signals that are traced, in the order of the patterns.
    List<Observables.Signal> chosen() {
        Set<Observables.Signal> chosen = new LinkedHashSet<>();
        for (Observables.Signal signal : observables.all()) {
            if (patterns.isEmpty() && isNet(signal)) {
                chosen.add(signal);
            }
        }
        for (SignalPattern pattern : patterns) {
            for (Observables.Signal signal : observables.all()) {
                if (pattern.matches(signal.path())) {
                    chosen.add(signal);
                }
            }
        }
        return new ArrayList<>(chosen);
    }

    private static boolean isNet(Observables.Signal signal) {
        return switch (signal.kind()) {
            case RESET, INPUT, OUTPUT, WIRE, REGISTER, READ_DATA -> true;
            case INSTANCE_PORT, NODE -> false;
        };
    }
}
