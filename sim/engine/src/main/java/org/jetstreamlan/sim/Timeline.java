package org.jetstreamlan.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jetstreamlan.sim.bench.Clocked;

/// Time: the clocks, what is due at which time, and what happens in an instant before any process runs.
final class Timeline {
    /// So many edges at most in one call of the engine, after which it is looked whether the caller was interrupted.
    static final long BULK = 1 << 14;

    /// An agent and the clock at which it samples; `due` while it has to drive.
    private static final class Agent {
        final ClockGenerator clock;
        final Clocked clocked;
        boolean due = true;

        Agent(ClockGenerator clock, Clocked clocked) {
            this.clock = clock;
            this.clocked = clocked;
        }
    }

    private final Kernel kernel;
    private final Hardware hardware;
    private final Rounds rounds;
    private final List<ClockGenerator> clocks = new ArrayList<>();
    private final List<Agent> agents = new ArrayList<>();
    private final PriorityQueue<Arm> timers =
            new PriorityQueue<>(
                    Comparator.<Arm>comparingLong(arm -> arm.due)
                            .thenComparingInt(arm -> arm.process.order));
    private final ArrayList<Arm> values = new ArrayList<>();
    private long now;
    private long ticking;
    private boolean sampling;
    private boolean undriven;

    Timeline(Kernel kernel, Hardware hardware, Rounds rounds) {
        this.kernel = kernel;
        this.hardware = hardware;
        this.rounds = rounds;
    }

    long now() {
        return now;
    }

    void addClock(String name, long hertz) {
        clocks.add(new ClockGenerator(this, clocks.size(), name, hertz));
    }

    List<ClockGenerator> clocks() {
        return clocks;
    }

    void add(ClockGenerator clock, Clocked clocked) {
        agents.add(new Agent(clock, clocked));
        undriven = true;
    }

    PriorityQueue<Arm> timers() {
        return timers;
    }

    ArrayList<Arm> values() {
        return values;
    }

    /// Whether values are those before an edge that has come.
    boolean isSampling() {
        return sampling;
    }

    /// Whether agents have to drive before time goes on.
    boolean isUndriven() {
        return undriven;
    }

    /// Wakes those whose time or value has come.
    void wakeWhatHasCome() {
        wakeTimers();
        if (!values.isEmpty()) {
            rounds.wake(values);
        }
    }

    private void wakeTimers() {
        while (!timers.isEmpty() && timers.element().due <= now) {
            rounds.wake(timers.remove());
        }
    }

    /// To the next edge or time for which somebody waits.
    void advance() {
        long time = timers.isEmpty() ? Long.MAX_VALUE : timers.element().due;
        int runningClocks = 0;
        ClockGenerator soonest = null;
        for (int i = 0; i < clocks.size(); i++) {
            ClockGenerator clock = clocks.get(i);
            if (clock.isRunning()) {
                runningClocks++;
                if (clock.next() <= time) {
                    time = clock.next();
                    soonest = clock;
                }
            }
        }
        if (soonest == null) {
            now = time;
            return;
        }
        boolean nobodyLooks =
                agents.isEmpty() && values.isEmpty() && soonest.samplingArms.isEmpty();
        if (runningClocks == 1 && nobodyLooks) {
            bulk(soonest);
            return;
        }
        now = time;
        ticking = 0;
        for (int i = 0; i < clocks.size(); i++) {
            ClockGenerator clock = clocks.get(i);
            if (clock.isRunning() && clock.next() == time) {
                ticking |= 1L << i;
            }
        }
        sampling = true;
        sample();
    }

    /// All edges of the only clock that runs, up to the first that somebody waits for.
    private void bulk(ClockGenerator clock) {
        long count = BULK;
        for (int i = 0; i < clock.edgeArms.size(); i++) {
            count = Math.min(count, clock.edgeArms.get(i).due - clock.edges());
        }
        if (!timers.isEmpty()) {
            long rest = timers.element().due - clock.next();
            count = Math.min(count, rest / clock.period() + 1);
        }
        edges(clock, count);
        rounds.wake(clock.edgeArms);
        wakeTimers();
    }

    /// Whether there is one clock, which runs, and no agent.
    boolean isPlain() {
        return clocks.size() == 1 && agents.isEmpty() && !sampling && clocks.getFirst().isRunning();
    }

    /// `cycles` edges of the only clock.
    void run(long cycles) {
        edges(clocks.getFirst(), cycles);
    }

    private void edges(ClockGenerator clock, long count) {
        long before = hardware.cycle();
        try {
            hardware.edges(clock.index, count);
        } catch (RuntimeException | Error e) {
            now = clock.next() + (hardware.cycle() - before) * clock.period();
            throw e;
        }
        now = clock.next() + (count - 1) * clock.period();
        clock.came(count, now);
    }

    private void sample() {
        for (int i = 0; i < agents.size(); i++) {
            Agent agent = agents.get(i);
            if (isTicking(agent.clock)) {
                kernel.act(agent.clocked, Clocked::sample);
            }
        }
        for (int i = 0; i < clocks.size(); i++) {
            ArrayList<Arm> arms = clocks.get(i).samplingArms;
            if (isTicking(clocks.get(i)) && !arms.isEmpty()) {
                for (Arm arm : arms) {
                    rounds.wake(arm);
                }
                arms.clear();
            }
        }
    }

    private boolean isTicking(ClockGenerator clock) {
        return (ticking >>> clock.index & 1) != 0;
    }

    /// The edges whose moment before has gone by.
    void edge() {
        sampling = false;
        hardware.edge(ticking);
        for (int i = 0; i < clocks.size(); i++) {
            ClockGenerator clock = clocks.get(i);
            if (isTicking(clock)) {
                clock.came(1, now);
                rounds.wake(clock.edgeArms);
            }
        }
        for (int i = 0; i < agents.size(); i++) {
            Agent agent = agents.get(i);
            if (isTicking(agent.clock)) {
                agent.due = true;
                undriven = true;
            }
        }
        wakeTimers();
    }

    /// Has agents set their inputs.
    void drive() {
        undriven = false;
        for (int i = 0; i < agents.size(); i++) {
            Agent agent = agents.get(i);
            if (agent.due) {
                agent.due = false;
                kernel.act(agent.clocked, Clocked::drive);
            }
        }
    }

    /// Whether any wait may come to an end; limits of runs do not count.
    boolean canAnythingCome() {
        boolean moves = false;
        for (int i = 0; i < clocks.size(); i++) {
            ClockGenerator clock = clocks.get(i);
            if (clock.isRunning()) {
                moves = true;
                if (!clock.edgeArms.isEmpty() || !clock.samplingArms.isEmpty()) {
                    return true;
                }
            }
        }
        for (Arm timer : timers) {
            if (!(timer.trigger instanceof Trigger.Limit)) {
                return true;
            }
        }
        return moves && !values.isEmpty();
    }

    /// Time and clocks, when nobody waits for anything.
    record Moment(long now, List<ClockGenerator.State> clocks) {}

    Moment moment() {
        List<ClockGenerator.State> states = new ArrayList<>();
        for (ClockGenerator clock : clocks) {
            states.add(clock.state());
        }
        return new Moment(now, List.copyOf(states));
    }

    /// Agents then drive anew.
    void restore(Moment moment) {
        now = moment.now;
        for (int i = 0; i < clocks.size(); i++) {
            clocks.get(i).restore(moment.clocks.get(i));
        }
        for (Agent agent : agents) {
            agent.due = true;
            undriven = true;
            agent.clocked.restored();
        }
    }

    /// Agents of which the design has something under way.
    List<Clocked> busy() {
        List<Clocked> busy = new ArrayList<>();
        for (Agent agent : agents) {
            if (agent.clocked.isBusy()) {
                busy.add(agent.clocked);
            }
        }
        return busy;
    }

    /// Forgets who waits for what.
    void clear() {
        sampling = false;
        timers.clear();
        values.clear();
        for (ClockGenerator clock : clocks) {
            clock.edgeArms.clear();
            clock.samplingArms.clear();
        }
    }
}
