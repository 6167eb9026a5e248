package org.jetstreamlan.sim.jit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jetstreamlan.sim.ValueReader;

/// Copies slots of the arena. Signals with the same slots share their words of a row; words stand in the order of their slots, which
/// is that of memory.
final class ArenaReader implements ValueReader {
    private final JitSimulator simulator;
    private final int[] offsets;

    /// The first of the signals that share words, in the order of their words.
    private final JitProbe[] firsts;

    private final int[] slots;
    private int needs;

    /// What the slots are of.
    private Code code;

    ArenaReader(JitSimulator simulator, List<JitProbe> probes) {
        this.simulator = simulator;
        code = simulator.code();
        Map<Value, Integer> places = new HashMap<>();
        Map<Value, JitProbe> shared = new HashMap<>();
        for (JitProbe probe : probes) {
            shared.putIfAbsent(new Value(probe), probe);
        }
        Value[] values = shared.keySet().toArray(new Value[0]);
        Arrays.sort(values);
        firsts = new JitProbe[values.length];
        int end = 0;
        for (int i = 0; i < values.length; i++) {
            firsts[i] = Objects.requireNonNull(shared.get(values[i]));
            places.put(values[i], end);
            end += values[i].slots.length;
        }
        slots = new int[end];
        offsets = new int[probes.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = places.getOrDefault(new Value(probes.get(i)), 0);
        }
        bind();
    }

    /// Finds the words in arenas of the simulator's code. What shares words does so in any code, since it is one node.
    private void bind() {
        code = simulator.code();
        needs = Schedule.NONE;
        int end = 0;
        for (JitProbe probe : firsts) {
            needs |= probe.needs;
            System.arraycopy(probe.slots, 0, slots, end, probe.slots.length);
            end += probe.slots.length;
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
        if (code != simulator.code()) {
            bind();
        }
        long[] arena = simulator.settled(needs);
        int[] from = slots;
        for (int i = 0; i < from.length; i++) {
            into[at + i] = arena[from[i]];
        }
    }
}
