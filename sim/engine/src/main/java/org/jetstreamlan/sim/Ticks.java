package org.jetstreamlan.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The clocks of a simulator, numbered in the order in which they are added.
final class Ticks implements Hardware {
    private final Simulator simulator;
    private final List<String> names = new ArrayList<>();
    private final Map<Long, String[]> sets = new HashMap<>();

    Ticks(Simulator simulator) {
        this.simulator = simulator;
    }

    /// Adds the next clock; whether there was none of this name.
    boolean add(String clock) {
        return !names.contains(clock) && names.add(clock);
    }

    @Override
    public void edge(long clocks) {
        if (clocks == 1) {
            simulator.step();
        } else {
            simulator.stepTogether(sets.computeIfAbsent(clocks, this::namesOf));
        }
    }

    private String[] namesOf(long clocks) {
        List<String> set = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if ((clocks >>> i & 1) != 0) {
                set.add(names.get(i));
            }
        }
        return set.toArray(new String[0]);
    }

    @Override
    public void edges(int clock, long count) {
        if (clock == 0) {
            simulator.step(count);
        } else {
            for (long i = 0; i < count; i++) {
                edge(1L << clock);
            }
        }
    }

    @Override
    public long cycle() {
        return simulator.cycle();
    }
}
