package org.jetstreamlan.sim;

import java.math.BigInteger;
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
                BigInteger value = simulator.peekWide(probes[i]);
                for (int bit = 0; bit < probes[i].width(); bit += Long.SIZE) {
                    into[word++] = value.shiftRight(bit).longValue();
                }
            }
        }
    }
}
