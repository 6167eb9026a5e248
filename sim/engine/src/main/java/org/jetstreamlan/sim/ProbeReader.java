package org.jetstreamlan.sim;

import java.util.List;

/// Peeks one probe after the other: right on every engine.
final class ProbeReader implements ValueReader {
    private final Simulator simulator;
    private final Probe[] probes;
    private final int[] offsets;
    private final int words;

    ProbeReader(Simulator simulator, List<Probe> probes) {
        this.simulator = simulator;
        this.probes = probes.toArray(new Probe[0]);
        offsets = new int[this.probes.length];
        int end = 0;
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = end;
            end += (this.probes[i].width() + Long.SIZE - 1) / Long.SIZE;
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
        for (int i = 0; i < probes.length; i++) {
            int word = at + offsets[i];
            if (probes[i].width() <= Long.SIZE) {
                into[word] = simulator.peek(probes[i]);
            } else {
                int count = (probes[i].width() + Long.SIZE - 1) / Long.SIZE;
                WordValue.put(simulator.peekWide(probes[i]), count, into, word);
            }
        }
    }
}
