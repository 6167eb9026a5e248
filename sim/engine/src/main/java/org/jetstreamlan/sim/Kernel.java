package org.jetstreamlan.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    /// How long a stuck process may take to end when it is asked to, in nanoseconds.
    private static final long GRACE = 1_000_000_000;

    private Function<Signal<?>, SignalHandle> signals =
            signal -> {
                throw new IllegalArgumentException(
                        signal + " belongs to a design, and this test bench has none");
            };
    private final String footer;

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

    private final Rounds rounds = new Rounds(root);
    private final Timeline timeline;
    private final ArrayList<Arm> lastArms = new ArrayList<>();

    private int wakes;
    private long wakesAt;
    private int wakeLimit = 100_000;
    private Duration patience = Duration.ofSeconds(30);

    private volatile @Nullable RuntimeException failure;
    private volatile boolean interrupted;

    /// Processes that were to end and did not: their next call does.
    private final List<BenchProcess> refused = new CopyOnWriteArrayList<>();

    Kernel(Hardware hardware, String footer) {
        this.footer = footer;
        timeline = new Timeline(hardware, rounds);
    }

    /// Has triggers find the signals of a design.
    void signals(Function<Signal<?>, SignalHandle> find) {
        signals = find;
    }

    // ---- what triggers and reports ask

    Timeline timeline() {
        return timeline;
    }

    long now() {
        return timeline.now();
    }

    /// The clock, or the own one of the top.
    ClockGenerator clock(@Nullable ClockGenerator clock) {
        if (clock != null) {
            return clock;
        }
        if (timeline.clocks().isEmpty()) {
            throw new IllegalStateException(
                    "the design has no clock: wait for a time or a value, or use advance(time)");
        }
        return timeline.clocks().getFirst();
    }

    SignalHandle signal(Signal<?> signal) {
        return signals.apply(signal);
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

    void wakeLimit(int limit) {
        wakeLimit = limit;
    }

    void patience(Duration patience) {
        this.patience = patience;
    }

    // ---- test benches

    BenchProcess start(String name, boolean background, BenchProcess.Body body) {
        caller();
        BenchProcess process = new BenchProcess(this, name, started++, background, body);
        alive.add(process);
        foreground += background ? 0 : 1;
        rounds.add(process);
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
        if (already != null && !isLooping()) {
            noteTurn();
            return already;
        }
        if (already == null) {
            me.arm(trigger, members);
        } else {
            fail(looping(me));
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

    /// Does cycles of the own clock without a wait, if the caller asks and nothing else has a part in them; whether it did.
    boolean stepped(long cycles) {
        refuseTheLost();
        return running == root && alive.isEmpty() && cycles > 0 && timeline.ran(cycles);
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
        if (!process.leave()) {
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
                                            .formatted(process, Time.text(now()), thrown),
                                    alive),
                            thrown));
        }
        rounds.wake(process.joinArms);
        if (foreground == 0) {
            rounds.wake(lastArms);
        }
        giveTurn(next());
    }

    /// Moves time on until somebody must wake.
    private BenchProcess next() {
        running = null;
        noteTurn();
        try {
            while (failure == null) {
                BenchProcess process = rounds.next();
                if (process != null) {
                    if (isLooping()) {
                        throw looping(process);
                    }
                    return process;
                }
                if (!timeline.isSampling()) {
                    timeline.wakeWhatHasCome();
                }
                if (rounds.isEmpty()) {
                    if (rounds.takeCaller()) {
                        return root;
                    }
                    goOn();
                }
            }
        } catch (Throwable e) {
            fail(e);
        }
        return root;
    }

    /// Nobody has anything to do in this instant.
    private void goOn() {
        if (timeline.isSampling()) {
            timeline.edge();
            return;
        }
        if (timeline.isUndriven()) {
            timeline.drive();
            return;
        }
        Thread thread = Thread.currentThread();
        if (thread == root.thread && thread.isInterrupted()) {
            interrupted = Thread.interrupted();
        }
        if (interrupted) {
            throw failure(SimulationFailure.Kind.INTERRUPTED, "interrupted at " + Time.text(now()));
        }
        if (!timeline.canAnythingCome()) {
            String headline =
                    "deadlock at "
                            + Time.text(now())
                            + ": nothing can wake any of the processes that wait";
            throw new SimulationFailure(
                    SimulationFailure.Kind.DEADLOCK,
                    Report.of(this, headline, alive.isEmpty() ? List.of(root) : alive));
        }
        timeline.advance();
    }

    /// Counts a wake-up; whether there are too many at one time.
    private boolean isLooping() {
        if (wakesAt != now()) {
            wakesAt = now();
            wakes = 0;
        }
        return ++wakes >= wakeLimit;
    }

    // ---- failures

    private SimulationFailure failure(SimulationFailure.Kind kind, String headline) {
        return new SimulationFailure(kind, Report.of(this, headline, alive));
    }

    /// @param last who was woken once too often
    private SimulationFailure looping(BenchProcess last) {
        List<BenchProcess> woken = new ArrayList<>();
        for (BenchProcess process : alive) {
            if (process == last || process.woken) {
                woken.add(process);
            }
        }
        return new SimulationFailure(
                SimulationFailure.Kind.LOOP,
                Report.of(
                        this,
                        wakes
                                + " wake-ups at "
                                + Time.text(now())
                                + ": the test bench loops, and no time goes by",
                        woken));
    }

    private void fail(Throwable thrown) {
        if (failure == null) {
            failure =
                    switch (thrown) {
                        case SimulationFailure itself -> itself;
                        case EngineException itself -> itself;
                        case AssertionFailure design when alive.isEmpty() -> design;
                        case AssertionFailure design ->
                                design.with(Report.of(this, "at " + Time.text(now()), alive));
                        case Throwable other ->
                                new SimulationFailure(
                                        SimulationFailure.Kind.PROCESS,
                                        Report.of(
                                                this,
                                                "failed at %s, between processes: %s"
                                                        .formatted(Time.text(now()), other),
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

    /// Ends the run with a failure that the caller found; one that a process found is its own.
    RuntimeException failed(SimulationFailure.Kind kind, String headline) {
        SimulationFailure found = failure(kind, headline);
        if (running != root) {
            return found;
        }
        failure = found;
        return thrownAfterUnwinding();
    }

    /// @throws IllegalStateException if a process asks for what only the caller can do
    void requireCaller(String what, String instead) {
        if (running != root) {
            throw new IllegalStateException(
                    what
                            + " in "
                            + (running == null ? "an agent or a condition" : "process " + running)
                            + ": "
                            + instead);
        }
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

    /// @param what is to be done: "snapshot"
    /// @throws SnapshotRefused if somebody is about something that is no part of a snapshot, with what each process waits for
    void requireQuiet(String what) {
        requireCaller(what, "let the caller do it, when no process is alive");
        String at = what + " at " + Time.text(now());
        if (!alive.isEmpty()) {
            throw new SnapshotRefused(
                    Report.of(
                            this,
                            at + ": processes are alive, and cannot be saved or put back",
                            alive));
        }
        if (timeline.isSampling()) {
            throw new SnapshotRefused(at + ", before an edge: wait for the edge first");
        }
        List<String> busy = new ArrayList<>();
        for (Clocked agent : timeline.busy()) {
            busy.add(agent.getClass().getSimpleName());
        }
        if (!busy.isEmpty()) {
            throw new SnapshotRefused(
                    at + ": " + String.join(", ", busy) + " has something under way; wait for it");
        }
    }

    /// @throws IllegalStateException if a process asks
    void requireCallerOfClose() {
        requireCaller("close", "let the caller do it, when the run is over");
    }

    /// Ends all processes for good.
    ///
    /// @throws SimulationFailure if one does not end
    void close() {
        requireCallerOfClose();
        unwind();
        RuntimeException stuck = failure;
        failure = null;
        if (stuck != null) {
            throw stuck;
        }
    }

    /// Ends all processes, in the order of their start. Once one does not end, nothing else may find a carrier thread: the others end when they can.
    private void unwind() {
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
        rounds.clear();
        timeline.clear();
        lastArms.clear();
        interrupted = false;
        wakes = 0;
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
                if (!process.isStuck()) {
                    endStuck(process);
                } else if (process.lose()) {
                    return;
                }
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
                                                    Time.text(now())),
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
