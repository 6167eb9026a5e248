package org.jetstreamlan.ring.lockstep;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.ValueReader;
import org.jspecify.annotations.Nullable;

/// Many signals of a simulator, of at most 64 bits each, read at once.
final class Row {
    private final Simulator simulator;
    private final List<Probe> probes = new ArrayList<>();
    private @Nullable ValueReader reader;
    private long[] words = new long[0];
    private int[] offsets = new int[0];

    Row(Simulator simulator) {
        this.simulator = simulator;
    }

    /// One signal more, before the first [#read()].
    ///
    /// @return its number for [#value]
    int add(String name) {
        probes.add(simulator.probe(name));
        return probes.size() - 1;
    }

    void read() {
        if (reader == null) {
            reader = simulator.reader(probes);
            words = new long[reader.words()];
            offsets = new int[probes.size()];
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] = reader.offset(i);
            }
        }
        reader.read(words, 0);
    }

    /// As it was in the last [#read()].
    long value(int number) {
        return words[offsets[number]];
    }
}
