package org.jetstreamlan.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
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

    /// Of so many of the last wake-ups in a loop it is noted whose they were.
    private static final int LOOPERS = 64;

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

    /// In whose thread time goes on, and conditions are asked.
    private BenchProcess mover = root;

    /// Who is asked meanwhile: an agent, or the process that waits for a condition; null while nobody is.
    private @Nullable Object asked;

    /// Changes with each turn and question; publishes `running` and `asked` to the caller that looks on.
    private final AtomicLong turns = new AtomicLong();

    private final Rounds rounds = new Rounds(root);
    private final Timeline timeline;
    private final ArrayList<Arm> lastArms = new ArrayList<>();

    private int wakes;
    private long wakesAt;
    private final Set<BenchProcess> loopers = new LinkedHashSet<>();
    private int wakeLimit = 100_000;
    private Duration patience = Duration.ofSeconds(30);

    private volatile @Nullable RuntimeException failure;
    private volatile boolean interrupted;

    /// Processes that were to end and did not: their next call does.
    private final List<BenchProcess> refused = new CopyOnWriteArrayList<>();

    /// Whether there are any: each peek and poke asks.
    private volatile boolean anyRefused;

    Kernel(Hardware hardware, String footer) {
        this.footer = footer;
        timeline = new Timeline(this, hardware, rounds);
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
        if (already != null && !isLooping(me)) {
            noteTurn();
            return already;
        }
        if (already == null) {
            me.arm(trigger, members);
        } else {
            fail(looping());
        }
        BenchProcess next = next(me);
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
    ///
    /// @throws SimulationFailure if the caller is interrupted
    boolean stepped(long cycles) {
        refuseTheLost();
        if (running != root || !alive.isEmpty() || !timeline.isPlain()) {
            return false;
        }
        for (long left = cycles; left > 0; left -= Timeline.BULK) {
            if (Thread.currentThread().isInterrupted()) {
                throw interruption();
            }
            timeline.run(Math.min(left, Timeline.BULK));
        }
        return true;
    }

    private RuntimeException interruption() {
        return failed(SimulationFailure.Kind.INTERRUPTED, "interrupted at " + Time.text(now()));
    }

    /// The first of them that holds; nobody runs meanwhile, so that a condition which waits is refused.
    private @Nullable Trigger alreadySo(BenchProcess me, List<Trigger> members) {
        running = null;
        mover = me;
        try {
            for (Trigger member : members) {
                if (member.isSo(this)) {
                    return member;
                }
            }
            return null;
        } finally {
            if (!me.isLost()) {
                running = me;
            }
        }
    }

    /// In whose thread conditions are asked: of the process that is about to wait, its own.
    BenchProcess mover() {
        return mover;
    }

    /// Whether a condition holds that `process` waits for.
    boolean holds(BenchProcess process, BooleanSupplier condition) {
        ask(process);
        boolean answer;
        try {
            answer = condition.getAsBoolean();
        } catch (RuntimeException | Error e) {
            answered();
            throw e;
        }
        answered();
        return answer;
    }

    /// Has an agent drive or sample.
    void act(Clocked agent, Consumer<Clocked> what) {
        ask(agent);
        try {
            what.accept(agent);
        } catch (RuntimeException | Error e) {
            answered();
            throw e;
        }
        answered();
    }

    private void ask(Object who) {
        asked = who;
        noteTurn();
    }

    /// Here a thread ends that the run went on without, before it touches what is no longer its own.
    private void answered() {
        refuseTheLost();
        asked = null;
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
        if (anyRefused) {
            for (BenchProcess late : refused) {
                if (late.thread == Thread.currentThread()) {
                    throw new BenchProcess.Cancelled(late);
                }
            }
        }
    }

    private void refuse(BenchProcess process) {
        refused.add(process);
        anyRefused = true;
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
        process.stay();
        BenchProcess next = root;
        try {
            if (thrown != null) {
                fail(process, thrown);
            }
            next = next(process);
        } catch (BenchProcess.Cancelled stuck) {
            // The run is over.
        } finally {
            // Whatever happened: nobody else can.
            if (process.leave()) {
                giveTurn(next);
            }
        }
    }

    /// Wakes those who wait for the end of a process.
    private void wakeThoseWhoJoin(BenchProcess ended) {
        rounds.wake(ended.joinArms);
        if (foreground == 0) {
            rounds.wake(lastArms);
        }
    }

    /// Moves time on in the thread of `mover` until somebody must wake.
    ///
    /// @throws BenchProcess.Cancelled if the run went on without this thread
    private BenchProcess next(BenchProcess mover) {
        running = null;
        this.mover = mover;
        noteTurn();
        try {
            if (!mover.isAlive()) {
                wakeThoseWhoJoin(mover);
            }
            while (failure == null) {
                BenchProcess process = rounds.next();
                if (process != null) {
                    if (isLooping(process)) {
                        throw looping();
                    }
                    return process;
                }
                if (!timeline.isSampling()) {
                    timeline.wakeWhatHasCome();
                }
                if (rounds.isEmpty()) {
                    if (rounds.takeCaller()) {
                        note(root);
                        return root;
                    }
                    goOn();
                }
            }
        } catch (BenchProcess.Cancelled lost) {
            throw lost;
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
    private boolean isLooping(BenchProcess woken) {
        if (wakesAt != now()) {
            wakesAt = now();
            wakes = 0;
            loopers.clear();
        }
        wakes++;
        note(woken);
        return wakes >= wakeLimit;
    }

    /// Takes note of who is woken in what may be a loop.
    private void note(BenchProcess woken) {
        if (wakes > wakeLimit - LOOPERS) {
            loopers.add(woken);
        }
    }

    // ---- failures

    private SimulationFailure failure(SimulationFailure.Kind kind, String headline) {
        return new SimulationFailure(kind, Report.of(this, headline, alive));
    }

    /// Names those who were woken last, again and again.
    private SimulationFailure looping() {
        List<BenchProcess> woken = new ArrayList<>(loopers);
        woken.removeIf(process -> !process.isAlive());
        woken.sort(BenchProcess.BY_ORDER);
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
                        case EngineException itself when alive.isEmpty() -> itself;
                        case EngineException itself ->
                                itself.with(Report.of(this, "at " + Time.text(now()), alive));
                        case AssertionFailure design when alive.isEmpty() -> design;
                        case AssertionFailure design ->
                                design.with(Report.of(this, "at " + Time.text(now()), alive));
                        case Throwable other ->
                                broken(
                                        "failed at " + Time.text(now()) + ", between processes",
                                        other);
                    };
        }
    }

    private void fail(BenchProcess process, Throwable thrown) {
        if (failure == null) {
            failure = broken("process " + process + " failed at " + Time.text(now()), thrown);
        }
    }

    private SimulationFailure broken(String headline, Throwable thrown) {
        String text = headline + ": " + Report.said(thrown::toString);
        return new SimulationFailure(
                SimulationFailure.Kind.PROCESS, Report.of(this, text, alive), thrown);
    }

    /// A trigger as a report says it, with the state of what it watches.
    String described(Trigger trigger) {
        StringBuilder text = new StringBuilder(Report.said(() -> trigger.text(this)));
        for (Trigger member : trigger.members()) {
            if (member.arm(this, root) instanceof Arm.Value value) {
                String state = Report.said(value.watch()::state);
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
        boolean anyLost = mover.isLost();
        for (BenchProcess process : List.copyOf(alive)) {
            process.cancel();
            if (process.thread == null) {
                process.endUnbegun();
            } else if (process.isLost()) {
                anyLost = true;
            } else if (anyLost) {
                refuse(process);
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
        loopers.clear();
        asked = null;
        mover = root;
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
            BenchProcess runs = running;
            Object question = runs == null ? asked : null;
            BenchProcess process = question == null ? runs : mover;
            long time = System.nanoTime();
            if (turn != seen || process == null || process == root) {
                seen = turn;
                since = time;
            } else if (limit > 0 && time - since > limit) {
                if (!process.isStuck()) {
                    endStuck(process, question);
                } else if (process.lose()) {
                    return;
                }
                since = time;
                limit = Math.min(limit, GRACE);
            }
        }
        root.takeTurn();
    }

    /// Reports a process that does not wait, or does not come to run, and asks it to end.
    ///
    /// @param question who is asked in its thread, if that is what takes so long
    private void endStuck(BenchProcess process, @Nullable Object question) {
        if (failure == null) {
            String span = "%.1f s".formatted(patience.toNanos() / 1e9);
            String headline = stuck(process, question, span) + ", at " + Time.text(now());
            failure =
                    new SimulationFailure(
                            SimulationFailure.Kind.STUCK, Report.ofStack(this, headline, process));
        }
        process.cancel();
        process.stuck();
        refuse(process);
        Thread thread = process.thread;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private String stuck(BenchProcess process, @Nullable Object question, String span) {
        if (question instanceof BenchProcess waiting) {
            return "a condition of process "
                    + waiting
                    + " has run for "
                    + span
                    + " without an answer";
        }
        if (question != null) {
            String agent = question.getClass().getSimpleName();
            return "agent " + agent + " has run for " + span + " without an end";
        }
        if (!process.hasTurn()) {
            return "process " + process + " has run for " + span + " without waiting";
        }
        List<BenchProcess> hogs = new ArrayList<>(refused);
        hogs.removeIf(late -> late.thread == null || !late.thread.isAlive());
        return "process "
                + process
                + " could not go on for "
                + span
                + ", since "
                + (hogs.isEmpty()
                        ? "other virtual threads occupy"
                        : hogs.getFirst() + ", which an earlier run left behind, occupies")
                + " the carrier thread that it needs";
    }
}
