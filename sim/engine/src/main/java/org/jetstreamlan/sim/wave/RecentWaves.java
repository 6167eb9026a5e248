package org.jetstreamlan.sim.wave;

import java.io.IOException;
import java.nio.file.Path;
import org.jetstreamlan.sim.Simulator;

/// The last periods of a run, kept in memory and written when somebody wants to see them: a wave for a long test that fails.
///
/// ```java
/// RecentWaves recent = Waves.of(model.instantiate()).last(1_000);
/// try (Simulator sim = recent.simulator()) {
///     ...
/// } catch (AssertionError failed) {
///     recent.writeTo(Path.of("failed.fst"));
///     throw failed;
/// }
/// ```
/// Takes 8 bytes for each period and traced word, all of it from the start, and the time to copy a row a period. May be written any number of
/// times, also when the simulator is closed.
public final class RecentWaves implements Trace {
    /// Most words that are kept: 2 GiB.
    private static final long MOST = 1L << 28;

    private final Waves waves;
    private final WaveRows rows;
    private final TracedSimulator simulator;
    private final long[] ring;

    /// Where the next row goes.
    private int next;

    /// Whether what is behind it is older, and not empty.
    private boolean full;

    private long lastCycle = -1;
    private boolean closed;

    RecentWaves(Waves waves, int periods) {
        this.waves = waves;
        rows = new WaveRows(waves);
        simulator = new TracedSimulator(waves.simulator(), this);
        if (periods < 1 || (long) periods * rows.stride() > MOST) {
            throw new IllegalArgumentException(
                    "last %d periods of %d words each: must be 1 to %d periods; keep fewer, or trace fewer signals"
                            .formatted(periods, rows.stride(), MOST / rows.stride()));
        }
        ring = new long[periods * rows.stride()];
    }

    /// The simulator, whose periods are kept as it steps.
    public Simulator simulator() {
        return simulator;
    }

    @Override
    public void sample(long cycle) {
        if (closed || cycle == lastCycle || !waves.isTraced(cycle)) {
            return;
        }
        lastCycle = cycle;
        rows.read(cycle, ring, next);
        next += rows.stride();
        if (next == ring.length) {
            next = 0;
            full = true;
        }
    }

    /// Writes the last periods, oldest first, as FST if the file's name ends in `.fst`, else as VCD. While the simulator is open, the present
    /// period is the last.
    ///
    /// @throws java.io.UncheckedIOException if the file cannot be written
    public void writeTo(Path file) {
        try (WaveWriter writer = Waves.writer(rows, file)) {
            if (full) {
                writer.write(ring, next, (ring.length - next) / rows.stride());
            }
            writer.write(ring, 0, next / rows.stride());
            long[] present = present();
            writer.write(present, 0, present.length / rows.stride());
            writer.finish();
        } catch (IOException e) {
            throw WaveFile.failed(file.toString(), e);
        }
    }

    /// The row of the present period, if it is to be traced and none of the ring.
    private long[] present() {
        if (closed || simulator.period() == lastCycle || !waves.isTraced(simulator.period())) {
            return new long[0];
        }
        long[] row = new long[rows.stride()];
        rows.read(simulator.period(), row, 0);
        return row;
    }

    @Override
    public void close() {
        closed = true;
    }
}
