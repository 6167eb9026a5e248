package org.jetstreamlan.cli.mutant;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jetstreamlan.ring.lockstep.Lockstep;
import org.jetstreamlan.sim.Model;

/// What a MAC has to pass: rings of it in lockstep with the model, with and without faults and commands of the hosts, and rings with as many stations as there may
/// be, and with more. A wrong MAC falls through the first schedule as a rule; one that passes takes some ten seconds.
public final class MacSuite {
    private static final int FAULTS = 12;

    private final List<Lockstep> schedules = new ArrayList<>();

    /// @param size schedules with faults; a third as many without
    public MacSuite(int size) {
        for (int i = 0; i < size; i++) {
            schedules.add(Lockstep.of(Lockstep.SEEDS.get(i), FAULTS));
            if (i % 3 == 0) {
                schedules.add(Lockstep.of(i, 0));
            }
        }
        schedules.add(Lockstep.crowd(64, 64));
        schedules.add(Lockstep.crowd(100, 100));
    }

    public int size() {
        return schedules.size();
    }

    /// The first thing that is wrong with a MAC, if anything is.
    ///
    /// @param mac model of [org.jetstreamlan.nic.mac.Mac], or of what should be one
    public Optional<String> judge(Model mac) {
        for (var schedule : schedules) {
            Optional<String> difference;
            try {
                difference = schedule.run(mac);
            } catch (RuntimeException broken) {
                // A value that no MAC has, of a state, a result, a kind of word.
                difference = Optional.of(schedule + ": " + broken);
            }
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }
}
