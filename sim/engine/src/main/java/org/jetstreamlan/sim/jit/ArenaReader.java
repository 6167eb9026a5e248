package org.jetstreamlan.sim.jit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.sim.ValueReader;

/// Copies slots of the arena. Signals with the same slots share their words of a row; words stand in the order of their slots, which
/// is that of memory.
final class ArenaReader implements ValueReader {
    private final JitSimulator simulator;
    private final int needs;
    private final int[] offsets;
    private final int[] slots;

    ArenaReader(JitSimulator simulator, List<JitProbe> probes) {
        this.simulator = simulator;
        Map<Value, Integer> places = new HashMap<>();
        int settled = Schedule.NONE;
        for (JitProbe probe : probes) {
            places.put(new Value(probe), 0);
            settled |= probe.needs;
        }
        needs = settled;
        Value[] values = places.keySet().toArray(new Value[0]);
        Arrays.sort(values);
        int end = 0;
        for (Value value : values) {
            places.put(value, end);
            end += value.slots.length;
        }
        slots = new int[end];
        offsets = new int[probes.size()];
        for (int i = 0; i < offsets.length; i++) {
            Value value = new Value(probes.get(i));
            offsets[i] = places.getOrDefault(value, 0);
            System.arraycopy(value.slots, 0, slots, offsets[i], value.slots.length);
        }
    }

    /// What signals must have in common to be one in a row. One that is extended with zeros has the same slots, but another width.
    private record Value(int[] slots, int width) implements Comparable<Value> {
        Value(JitProbe probe) {
            this(probe.slots, probe.width);
        }

        @Override
        public int compareTo(Value other) {
            int order = Arrays.compare(slots, other.slots);
            return order != 0 ? order : Integer.compare(width, other.width);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Value value && compareTo(value) == 0;
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(slots) + width;
        }
    }

    @Override
    public int words() {
        return slots.length;
    }

    @Override
    public int offset(int index) {
        return offsets[index];
    }

    @Override
    public void read(long[] into, int at) {
        long[] arena = simulator.settled(needs);
        int[] from = slots;
        for (int i = 0; i < from.length; i++) {
            into[at + i] = arena[from[i]];
        }
    }
}
