package org.jetstreamlan.sim.wave;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// A wave as text, for tests that show what they mean: one column of equal width per clock period,
/// one line a signal.
///
/// ```
/// valid ____/---\____
/// data  |00     |2a
/// ```
/// A bit is `_` or `-`, with `/` and `\` where it changes; a wider value stands in hexadecimal
/// behind a `|` where it changes. Lines end without blanks, so that editors leave text blocks
/// alone.
public final class AsciiWaves implements Trace {
    private record Row(String path, Probe probe, List<BigInteger> values) {}

    private final List<Row> rows = new ArrayList<>();
    private final Waves waves;
    private final Simulator simulator;
    private long lastCycle = -1;

    AsciiWaves(Waves waves) {
        this.waves = waves;
        simulator = waves.simulator();
        for (Observables.Signal signal : waves.chosen()) {
            rows.add(new Row(signal.path(), simulator.probe(signal.path()), new ArrayList<>()));
        }
    }

    /// The simulator, drawing each period that it steps.
    public Simulator simulator() {
        return new TracedSimulator(simulator, this);
    }

    @Override
    public void sample(long cycle) {
        if (cycle != lastCycle && waves.isTraced(cycle)) {
            lastCycle = cycle;
            for (Row row : rows) {
                row.values.add(simulator.peekWide(row.probe));
            }
        }
    }

    @Override
    public void close() {}

    /// The picture so far.
    @Override
    public String toString() {
        int names = 0;
        int digits = 1;
        for (Row row : rows) {
            names = Math.max(names, row.path.length());
            if (row.probe.width() > 1) {
                digits = Math.max(digits, (row.probe.width() + 3) / 4);
            }
        }
        StringBuilder picture = new StringBuilder();
        for (Row row : rows) {
            StringBuilder line = new StringBuilder(row.path);
            line.repeat(' ', names + 1 - row.path.length());
            draw(row, digits + 2, line);
            picture.append(line.toString().stripTrailing()).append('\n');
        }
        return picture.toString();
    }

    private static void draw(Row row, int columns, StringBuilder line) {
        for (int i = 0; i < row.values.size(); i++) {
            BigInteger value = row.values.get(i);
            boolean changed = i == 0 || !value.equals(row.values.get(i - 1));
            if (row.probe.width() == 1) {
                boolean high = value.signum() != 0;
                char level = high ? '-' : '_';
                line.append(changed && i > 0 ? high ? '/' : '\\' : level);
                line.repeat(level, columns - 1);
            } else if (changed) {
                String text = value.toString(16);
                int digits = (row.probe.width() + 3) / 4;
                line.append('|').repeat('0', digits - text.length()).append(text);
                line.repeat(' ', columns - 1 - digits);
            } else {
                line.repeat(' ', columns);
            }
        }
    }
}
