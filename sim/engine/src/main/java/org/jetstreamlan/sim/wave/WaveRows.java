package org.jetstreamlan.sim.wave;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.ValueReader;

/// What is recorded of a period: a row of words.
///
/// ```
///   0       1 ...
/// | cycle | words of value 0, lowest first | words of value 1 | ...
/// ```
/// A value stands for all variables that are the same signal under several names.
final class WaveRows {
    private final WaveTree tree;
    private final Timebase time;
    private final ValueReader reader;

    /// Per variable its value.
    private final int[] valueOf;

    /// Per value its first word and its width in bits.
    private final int[] words;

    private final int[] widths;

    WaveRows(Waves waves) {
        tree = new WaveTree(waves);
        time = Timebase.of(waves.top().module());
        Simulator simulator = waves.simulator();
        List<Probe> probes = new ArrayList<>();
        for (WaveTree.Variable variable : tree.variables()) {
            probes.add(simulator.probe(variable.signal().path()));
        }
        reader = simulator.reader(probes);
        int[] valueAt = new int[stride()];
        Arrays.fill(valueAt, -1);
        for (int i = 0; i < probes.size(); i++) {
            valueAt[1 + reader.offset(i)] = probes.get(i).width();
        }
        int count = (int) Arrays.stream(valueAt).filter(width -> width > 0).count();
        words = new int[count];
        widths = new int[count];
        for (int word = 1, value = 0; word < valueAt.length; word++) {
            if (valueAt[word] > 0) {
                words[value] = word;
                widths[value] = valueAt[word];
                valueAt[word] = value++;
            }
        }
        valueOf = new int[probes.size()];
        for (int i = 0; i < valueOf.length; i++) {
            valueOf[i] = valueAt[1 + reader.offset(i)];
        }
    }

    WaveTree tree() {
        return tree;
    }

    Timebase time() {
        return time;
    }

    /// Words of a row.
    int stride() {
        return 1 + reader.words();
    }

    /// How many values a row has.
    int values() {
        return words.length;
    }

    /// First word of a value in its row.
    int word(int value) {
        return words[value];
    }

    /// Width of a value, in bits.
    int width(int value) {
        return widths[value];
    }

    /// The value that a variable shows.
    int valueOf(WaveTree.Variable variable) {
        return valueOf[variable.index()];
    }

    /// Records the present period.
    void read(long cycle, long[] into, int at) {
        into[at] = cycle;
        reader.read(into, at + 1);
    }
}
