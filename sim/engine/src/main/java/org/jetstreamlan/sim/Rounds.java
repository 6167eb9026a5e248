package org.jetstreamlan.sim;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Processes that have been woken, in rounds: those of one round run in the order of their start; those that are woken meanwhile are the next round. The
/// caller has its turn when there are no more.
final class Rounds {
    private final BenchProcess caller;
    private ArrayList<BenchProcess> ready = new ArrayList<>();
    private ArrayList<BenchProcess> upcoming = new ArrayList<>();
    private int served;

    Rounds(BenchProcess caller) {
        this.caller = caller;
    }

    /// Adds a process that waits for nothing more.
    void add(BenchProcess process) {
        process.woken = true;
        upcoming.add(process);
    }

    /// Wakes those whose arm in the list holds, and takes these arms out.
    void wake(ArrayList<Arm> arms) {
        int kept = 0;
        for (int i = 0; i < arms.size(); i++) {
            Arm arm = arms.get(i);
            if (!arm.process.woken && arm.holds()) {
                wake(arm);
            } else {
                arms.set(kept++, arm);
            }
        }
        arms.subList(kept, arms.size()).clear();
    }

    /// Wakes the one who waits for `arm`, unless something else has.
    void wake(Arm arm) {
        BenchProcess process = arm.process;
        if (!process.woken) {
            process.woken(arm);
            if (process != caller) {
                upcoming.add(process);
            }
        }
    }

    /// Who is next, of this round or the following; null if nobody is.
    @Nullable BenchProcess next() {
        if (served == ready.size()) {
            ready.clear();
            served = 0;
            if (upcoming.isEmpty()) {
                return null;
            }
            ArrayList<BenchProcess> round = upcoming;
            upcoming = ready;
            ready = round;
            sort();
        }
        BenchProcess process = ready.get(served++);
        process.woken = false;
        return process;
    }

    private void sort() {
        for (int i = 1; i < ready.size(); i++) {
            if (ready.get(i - 1).order > ready.get(i).order) {
                ready.sort(BenchProcess.BY_ORDER);
                return;
            }
        }
    }

    /// Whether nobody but the caller is woken.
    boolean isEmpty() {
        return served == ready.size() && upcoming.isEmpty();
    }

    /// Whether the caller was woken; its turn comes.
    boolean takeCaller() {
        boolean woken = caller.woken;
        caller.woken = false;
        return woken;
    }

    void clear() {
        ready.clear();
        upcoming.clear();
        served = 0;
        caller.woken = false;
    }
}
