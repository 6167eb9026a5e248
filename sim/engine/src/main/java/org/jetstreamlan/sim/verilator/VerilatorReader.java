package org.jetstreamlan.sim.verilator;

import java.util.List;
import org.jetstreamlan.sim.ValueReader;

/// Copies values out of the native instance, without a number or a look at its state for each.
final class VerilatorReader implements ValueReader {
    private final VerilatorSimulator simulator;
    private final VerilatorProbe[] probes;
    private final int[] offsets;
    private final int words;

    VerilatorReader(VerilatorSimulator simulator, List<VerilatorProbe> probes) {
        this.simulator = simulator;
        this.probes = probes.toArray(new VerilatorProbe[0]);
        offsets = new int[this.probes.length];
        int end = 0;
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = end;
            end += this.probes[i].storage.words();
        }
        words = end;
    }

    @Override
    public int words() {
        return words;
    }

    @Override
    public int offset(int index) {
        return offsets[index];
    }

    @Override
    public void read(long[] into, int at) {
        simulator.read(probes, offsets, into, at);
    }
}
