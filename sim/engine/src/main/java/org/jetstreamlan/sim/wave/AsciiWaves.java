package org.jetstreamlan.sim.wave;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.Enumeration;
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
/// behind a `|` where it changes, an enum's as the name of its constant. Lines end without blanks, so that editors leave text blocks
/// alone.
public final class AsciiWaves implements Trace {
    /// @param names where the signal is of an enum
    private record Row(
            String path, Probe probe, Optional<EnumNames> names, List<BigInteger> values) {
        boolean isBit() {
            return names.isEmpty() && probe.width() == 1;
        }

        /// Characters of a value.
        int columns() {
            int digits = (probe.width() + 3) / 4;
            return names.map(each -> Math.max(each.longest(), digits)).orElse(digits);
        }

        String text(BigInteger value) {
            if (names.isPresent()) {
                return names.get().of(value);
            }
            String text = value.toString(16);
            return "0".repeat(columns() - text.length()) + text;
        }
    }

    private final List<Row> rows = new ArrayList<>();
    private final Waves waves;
    private final Simulator simulator;
    private long lastCycle = -1;

    AsciiWaves(Waves waves) {
        this.waves = waves;
        simulator = waves.simulator();
        Map<String, Enumeration> enums = new HashMap<>();
        for (WaveTree.Variable variable : new WaveTree(waves).variables()) {
            variable.names().ifPresent(names -> enums.put(variable.signal().path(), names));
        }
        for (Observables.Signal signal : waves.chosen()) {
            String path = signal.path();
            Optional<EnumNames> names = Optional.ofNullable(enums.get(path)).map(EnumNames::new);
            rows.add(new Row(path, simulator.probe(path), names, new ArrayList<>()));
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
            if (!row.isBit()) {
                digits = Math.max(digits, row.columns());
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
            if (row.isBit()) {
                boolean high = value.signum() != 0;
                char level = high ? '-' : '_';
                line.append(changed && i > 0 ? high ? '/' : '\\' : level);
                line.repeat(level, columns - 1);
            } else if (changed) {
                String text = row.text(value);
                line.append('|').append(text).repeat(' ', columns - 1 - text.length());
            } else {
                line.repeat(' ', columns);
            }
        }
    }
}
