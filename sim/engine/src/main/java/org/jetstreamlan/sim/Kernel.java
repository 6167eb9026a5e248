package org.jetstreamlan.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jetstreamlan.hdl.Signal;
import org.jetstreamlan.sim.bench.Clocked;
import org.jspecify.annotations.Nullable;

/// Time, and who has the turn: exactly one thread runs at any moment, a process or the caller. Who waits calls [#next], which moves time on until
/// somebody must wake, and gives the turn to that one.
///
/// ```
/// await: arm ─> next: [ready?]─yes─> give turn, park
///                        │no
///                 sample ─> edge ─> wake ─> values ─> caller? ─> drive ─> time goes on
/// ```
final class Kernel {
    private static final Comparator<BenchProcess> BY_ORDER =
            Comparator.comparingInt(process -> process.order);

    /// So many edges at most in one call of the engine, after which it is looked whether the caller was interrupted.
    private static final long BULK = 1 << 20;

    /// How long a stuck process may take to end when it is asked to, in nanoseconds.
    private static final long GRACE = 1_000_000_000;

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

    private final Hardware hardware;
    private final List<ClockGenerator> clocks = new ArrayList<>();
    private Function<Signal<?>, SignalHandle> signals =
            signal -> {
                throw new IllegalArgumentException(
                        signal + " belongs to a design, and this test bench has none");
            };
    private final String footer;

    private final List<Agent> agents = new ArrayList<>();
    private final List<BenchProcess> alive = new ArrayList<>();
    private int started;
    private int foreground;

    /// The caller.
    private final BenchProcess root =
            new BenchProcess(this, "caller", Integer.MAX_VALUE, true, () -> {});

    /// Who runs; null while nobody of the test bench does.
    private @Nullable BenchProcess running = root;

    /// Changes with each turn; publishes `running` to the caller that looks on.
    private final AtomicLong turns = new AtomicLong();

    private ArrayList<BenchProcess> ready = new ArrayList<>();
    private int served;
    private ArrayList<BenchProcess> upcoming = new ArrayList<>();

    private final PriorityQueue<Arm> timers =
            new PriorityQueue<>(
                    Comparator.<Arm>comparingLong(arm -> arm.due)
                            .thenComparingInt(arm -> arm.process.order));
    private final ArrayList<Arm> values = new ArrayList<>();
    private final ArrayList<Arm> lastArms = new ArrayList<>();

    private long now;
    private long ticking;
    private boolean sampling;
    private boolean undriven;
    private int wakes;
    private int wakeLimit = 100_000;
    private Duration patience = Duration.ofSeconds(30);

    private volatile @Nullable RuntimeException failure;
    private volatile boolean interrupted;

    /// Processes that were to end and did not: their next call does.
    private final List<BenchProcess> refused = new CopyOnWriteArrayList<>();

    Kernel(Hardware hardware, String footer) {
        this.hardware = hardware;
        this.footer = footer;
    }

    ClockGenerator addClock(String name, long hertz) {
        ClockGenerator clock = new ClockGenerator(this, clocks.size(), name, hertz);
        clocks.add(clock);
        return clock;
    }

    /// Has triggers find the signals of a design.
    void signals(Function<Signal<?>, SignalHandle> find) {
        signals = find;
    }

    // ---- what triggers and reports ask

    long now() {
        return now;
    }

    List<ClockGenerator> clocks() {
        return clocks;
    }

    /// The clock, or the own one of the top.
    ClockGenerator clock(@Nullable ClockGenerator clock) {
        if (clock != null) {
            return clock;
        }
        if (clocks.isEmpty()) {
            throw new IllegalStateException(
                    "the design has no clock: wait for a time or a value, or use advance(time)");
        }
        return clocks.getFirst();
    }

    SignalHandle signal(Signal<?> signal) {
        return signals.apply(signal);
    }

    PriorityQueue<Arm> timers() {
        return timers;
    }

    ArrayList<Arm> values() {
        return values;
    }

    ArrayList<Arm> lastArms() {
        return lastArms;
    }

    int foreground() {
        return foreground;
    }

    String footer() {
        return footer;
    }

    /// Whether values are those before an edge that has come.
    boolean isSampling() {
        return sampling;
    }

    void wakeLimit(int limit) {
        wakeLimit = limit;
    }

    void patience(Duration patience) {
        this.patience = patience;
    }

    // ---- test benches

    void add(ClockGenerator clock, Clocked clocked) {
        agents.add(new Agent(clock, clocked));
        undriven = true;
    }

    BenchProcess start(String name, boolean background, BenchProcess.Body body) {
        caller();
        BenchProcess process = new BenchProcess(this, name, started++, background, body);
        alive.add(process);
        foreground += background ? 0 : 1;
        process.woken = true;
        upcoming.add(process);
        return process;
    }

    List<BenchProcess> alive() {
        return alive;
    }

    /// Waits for what comes first in `trigger`; says what it was.
    ///
    /// @throws IllegalStateException if the calling thread is neither a process nor the caller
    Trigger await(Trigger trigger) {
        BenchProcess me = caller();
        if (me.isCancelled()) {
            throw new BenchProcess.Cancelled(me);
        }
        List<Trigger> members = trigger.members();
        Trigger already = alreadySo(me, members);
        if (already != null && ++wakes < wakeLimit) {
            noteTurn();
            return already;
        }
        if (already == null) {
            me.arm(trigger, members);
        } else {
            fail(looping());
        }
        BenchProcess next = next();
        if (next != me) {
            giveTurn(next);
            if (me == root) {
                awaitCallersTurn();
            } else {
                me.awaitTurn();
                refuseTheLost();
            }
        }
        running = me;
        noteTurn();
        if (me == root) {
            throwFailure();
        } else if (me.isCancelled()) {
            throw new BenchProcess.Cancelled(me);
        }
        return me.disarm();
    }

    /// The first of them that holds; nobody runs meanwhile, so that a condition which waits is refused.
    private @Nullable Trigger alreadySo(BenchProcess me, List<Trigger> members) {
        running = null;
        try {
            for (Trigger member : members) {
                if (member.isSo(this)) {
                    return member;
                }
            }
            return null;
        } finally {
            running = me;
        }
    }

    private BenchProcess caller() {
        BenchProcess me = running;
        Thread thread = Thread.currentThread();
        refuseTheLost();
        if (me == null) {
            throw new IllegalStateException(
                    "await or start in an agent or a condition: only processes and the caller can");
        }
        if (me == root) {
            root.thread = thread;
        } else if (me.thread != thread) {
            throw new IllegalStateException(
                    "await or start in thread "
                            + thread.getName()
                            + " while process "
                            + me
                            + " runs: start processes with start(name, body)");
        }
        return me;
    }

    /// Ends a process that the run went on without, at its next call.
    void refuseTheLost() {
        if (!refused.isEmpty()) {
            for (BenchProcess late : refused) {
                if (late.thread == Thread.currentThread()) {
                    throw new BenchProcess.Cancelled(late);
                }
            }
        }
    }

    // ---- turns

    private void noteTurn() {
        turns.lazySet(turns.getPlain() + 1);
    }

    private void giveTurn(BenchProcess next) {
        running = next;
        noteTurn();
        next.giveTurn();
    }

    void begun(BenchProcess process) {
        if (!process.isLost()) {
            running = process;
        }
    }

    /// Called by a process as its last act.
    void ended(BenchProcess process, @Nullable Throwable thrown) {
        if (process.isLost()) {
            return;
        }
        alive.remove(process);
        foreground -= process.isBackground() ? 0 : 1;
        if (process.isCancelled()) {
            RuntimeException reported = failure;
            if (thrown != null && reported != null) {
                reported.addSuppressed(thrown);
            }
            giveTurn(root);
            return;
        }
        if (thrown != null) {
            fail(
                    new SimulationFailure(
                            SimulationFailure.Kind.PROCESS,
                            Report.of(
                                    this,
                                    "process %s failed at %s: %s"
                                            .formatted(process, Time.text(now), thrown),
                                    alive),
                            thrown));
        }
        wake(process.joinArms);
        if (foreground == 0) {
            wake(lastArms);
        }
        giveTurn(next());
    }

    /// Moves time on until somebody must wake.
    private BenchProcess next() {
        running = null;
        noteTurn();
        try {
            while (failure == null) {
                if (served < ready.size()) {
                    BenchProcess process = ready.get(served++);
                    process.woken = false;
                    if (++wakes >= wakeLimit) {
                        process.woken = true;
                        throw looping();
                    }
                    return process;
                }
                ready.clear();
                served = 0;
                if (!upcoming.isEmpty()) {
                    serveUpcoming();
                } else if (sampling) {
                    edge();
                } else if (!wakeOthers()) {
                    if (root.woken) {
                        root.woken = false;
                        return root;
                    }
                    if (undriven) {
                        drive();
                    } else {
                        advance();
                    }
                }
            }
        } catch (Throwable e) {
            fail(e);
        }
        return root;
    }

    private void serveUpcoming() {
        ArrayList<BenchProcess> round = upcoming;
        upcoming = ready;
        ready = round;
        for (int i = 1; i < round.size(); i++) {
            if (round.get(i - 1).order > round.get(i).order) {
                round.sort(BY_ORDER);
                return;
            }
        }
    }

    /// Wakes those whose time or value has come; whether there are any.
    private boolean wakeOthers() {
        wakeTimers();
        if (!values.isEmpty()) {
            wake(values);
        }
        return !upcoming.isEmpty();
    }

    private void wakeTimers() {
        while (!timers.isEmpty() && timers.element().due <= now) {
            wake(timers.remove());
        }
    }

    /// Wakes those whose arm in the list holds, and takes these arms out.
    private void wake(ArrayList<Arm> arms) {
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

    private void wake(Arm arm) {
        BenchProcess process = arm.process;
        if (!process.woken) {
            process.woken(arm);
            if (process != root) {
                upcoming.add(process);
            }
        }
    }

    // ---- time

    /// To the next edge or time for which somebody waits.
    private void advance() {
        wakes = 0;
        if (interrupted) {
            throw new SimulationFailure(
                    SimulationFailure.Kind.INTERRUPTED,
                    Report.of(this, "interrupted at " + Time.text(now), alive));
        }
        if (!canAnythingCome()) {
            throw new SimulationFailure(
                    SimulationFailure.Kind.DEADLOCK,
                    Report.of(
                            this,
                            "deadlock at "
                                    + Time.text(now)
                                    + ": nothing can wake any of the processes that wait",
                            alive.isEmpty() ? List.of(root) : alive));
        }
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
        if (runningClocks == 1 && agents.isEmpty() && values.isEmpty()) {
            if (soonest.samplingArms.isEmpty()) {
                bulk(soonest);
                return;
            }
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
        long before = hardware.cycle();
        try {
            hardware.edges(clock.index, count);
        } catch (RuntimeException | Error e) {
            now = clock.next() + (hardware.cycle() - before) * clock.period();
            throw e;
        }
        now = clock.next() + (count - 1) * clock.period();
        clock.came(count, now);
        wake(clock.edgeArms);
        wakeTimers();
    }

    private void sample() {
        for (int i = 0; i < agents.size(); i++) {
            Agent agent = agents.get(i);
            if (isTicking(agent.clock)) {
                agent.clocked.sample();
            }
        }
        for (int i = 0; i < clocks.size(); i++) {
            ArrayList<Arm> arms = clocks.get(i).samplingArms;
            if (isTicking(clocks.get(i)) && !arms.isEmpty()) {
                for (Arm arm : arms) {
                    wake(arm);
                }
                arms.clear();
            }
        }
    }

    private boolean isTicking(ClockGenerator clock) {
        return (ticking >>> clock.index & 1) != 0;
    }

    private void edge() {
        sampling = false;
        hardware.edge(ticking);
        for (int i = 0; i < clocks.size(); i++) {
            ClockGenerator clock = clocks.get(i);
            if (isTicking(clock)) {
                clock.came(1, now);
                wake(clock.edgeArms);
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

    private void drive() {
        undriven = false;
        for (int i = 0; i < agents.size(); i++) {
            Agent agent = agents.get(i);
            if (agent.due) {
                agent.due = false;
                agent.clocked.drive();
            }
        }
    }

    /// Whether any wait may come to an end; limits of runs do not count.
    private boolean canAnythingCome() {
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
            if (timer.canCome(moves)) {
                return true;
            }
        }
        return moves && !values.isEmpty();
    }

    // ---- failures

    private SimulationFailure looping() {
        List<BenchProcess> last = new ArrayList<>();
        for (BenchProcess process : alive) {
            if (process.woken || process.waitsFor == null) {
                last.add(process);
            }
        }
        return new SimulationFailure(
                SimulationFailure.Kind.LOOP,
                Report.of(
                        this,
                        wakes
                                + " wake-ups at "
                                + Time.text(now)
                                + ": the test bench loops, and no time goes by",
                        last));
    }

    private void fail(Throwable thrown) {
        if (failure == null) {
            failure =
                    switch (thrown) {
                        case SimulationFailure itself -> itself;
                        case EngineException itself -> itself;
                        case AssertionFailure design when alive.isEmpty() -> design;
                        case AssertionFailure design ->
                                design.with(Report.of(this, "at " + Time.text(now), alive));
                        case Throwable other ->
                                new SimulationFailure(
                                        SimulationFailure.Kind.PROCESS,
                                        Report.of(
                                                this,
                                                "an agent or a condition failed at "
                                                        + Time.text(now)
                                                        + ": "
                                                        + other,
                                                alive),
                                        other);
                    };
        }
    }

    /// A trigger as a report says it, with the state of what it watches.
    String described(Trigger trigger) {
        StringBuilder text = new StringBuilder(trigger.text(this));
        for (Trigger member : trigger.members()) {
            if (member.arm(this, root) instanceof Arm.Value value) {
                String state = value.watch().state();
                text.append(state.isEmpty() ? "" : "; ").append(state);
            }
        }
        return text.toString();
    }

    /// Ends the run with a failure that the caller found.
    RuntimeException failed(SimulationFailure.Kind kind, String headline) {
        failure = new SimulationFailure(kind, Report.of(this, headline, alive));
        return thrownAfterUnwinding();
    }

    private void throwFailure() {
        if (failure != null) {
            throw thrownAfterUnwinding();
        }
    }

    private RuntimeException thrownAfterUnwinding() {
        RuntimeException thrown = failure;
        if (thrown == null) {
            throw new IllegalStateException("nothing failed");
        }
        boolean wasInterrupted = interrupted;
        unwind();
        failure = null;
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        if (thrown instanceof SimulationFailure) {
            thrown.setStackTrace(Thread.currentThread().getStackTrace());
        }
        return thrown;
    }

    /// Ends all processes, in the order of their start. Once one does not end, nothing else may find a carrier thread: the others end when they can.
    void unwind() {
        root.thread = Thread.currentThread();
        boolean anyLost = false;
        for (BenchProcess process : List.copyOf(alive)) {
            process.cancel();
            if (process.thread == null) {
                process.endUnbegun();
            } else if (process.isLost()) {
                anyLost = true;
            } else if (anyLost) {
                refused.add(process);
                process.lose();
                process.giveTurn();
            } else {
                giveTurn(process);
                awaitCallersTurn();
                anyLost = process.isLost();
            }
        }
        forgetAll();
    }

    private void forgetAll() {
        alive.clear();
        foreground = 0;
        ready.clear();
        served = 0;
        upcoming.clear();
        timers.clear();
        values.clear();
        lastArms.clear();
        for (ClockGenerator clock : clocks) {
            clock.edgeArms.clear();
            clock.samplingArms.clear();
        }
        sampling = false;
        interrupted = false;
        wakes = 0;
        root.woken = false;
        running = root;
    }

    // ---- the caller, who looks at the clock on the wall while processes run

    private void awaitCallersTurn() {
        long limit = patience.toNanos();
        long seen = -1;
        long since = System.nanoTime();
        while (!root.hasTurn()) {
            if (limit == 0) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, Math.max(1, limit / 4));
            }
            if (Thread.interrupted()) {
                interrupted = true;
            }
            long turn = turns.get();
            BenchProcess process = running;
            long time = System.nanoTime();
            if (turn != seen || process == null || process == root) {
                seen = turn;
                since = time;
            } else if (limit > 0 && time - since > limit) {
                if (process.isStuck()) {
                    process.lose();
                    return;
                }
                endStuck(process);
                since = time;
                limit = Math.min(limit, GRACE);
            }
        }
        root.takeTurn();
    }

    /// Reports a process that runs and does not wait, and asks it to end.
    private void endStuck(BenchProcess process) {
        if (failure == null) {
            failure =
                    new SimulationFailure(
                            SimulationFailure.Kind.STUCK,
                            Report.ofStack(
                                    this,
                                    "process %s has run for %.1f s without waiting, at %s"
                                            .formatted(
                                                    process,
                                                    patience.toNanos() / 1e9,
                                                    Time.text(now)),
                                    process));
        }
        process.cancel();
        process.stuck();
        refused.add(process);
        Thread thread = process.thread;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
