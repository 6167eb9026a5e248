package org.jetstreamlan.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A process of a test bench, see [Simulation#start]: a virtual thread that runs while no other does, from one wait to the next. It takes no simulated time
/// otherwise.
public final class BenchProcess {
    /// What a process does; may throw anything, which ends the run.
    @FunctionalInterface
    public interface Body {
        void run() throws Exception;
    }

    static final Comparator<BenchProcess> BY_ORDER =
            Comparator.comparingInt(process -> process.order);

    private final String name;
    private final boolean background;
    private final Body body;
    private final Kernel kernel;

    /// Place in the order of starts; of those who wake together, the lower goes first.
    final int order;

    /// Those who wait for the end.
    final ArrayList<Arm> joinArms = new ArrayList<>();

    /// Null before the first turn.
    @Nullable Thread thread;

    /// What it waits for, since when; while it waits.
    @Nullable Trigger waitsFor;

    long since;

    private @Nullable Arm only;
    private List<Arm> several = List.of();

    /// Whether its wait is over, and its turn to come.
    boolean woken;

    private @Nullable Trigger came;

    private volatile boolean turn;
    private volatile boolean cancelled;
    private volatile boolean stuck;
    private volatile boolean lost;
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile boolean ended;

    BenchProcess(Kernel kernel, String name, int order, boolean background, Body body) {
        this.kernel = kernel;
        this.name = name;
        this.order = order;
        this.background = background;
        this.body = body;
    }

    public String name() {
        return name;
    }

    /// Whether it has not ended yet.
    public boolean isAlive() {
        return !ended;
    }

    boolean isBackground() {
        return background;
    }

    // ---- waiting

    /// Begins to wait for whichever member of `trigger` comes first.
    void arm(Trigger trigger, List<Trigger> members) {
        waitsFor = trigger;
        since = kernel.now();
        if (members.size() == 1) {
            only = members.getFirst().arm(kernel, this);
            only.enlist();
        } else {
            only = null;
            several = new ArrayList<>(members.size());
            for (Trigger member : members) {
                several.add(member.arm(kernel, this));
            }
            several.forEach(Arm::enlist);
        }
    }

    /// Notes what has come: `arm`, or an earlier member of the same wait that has come, too.
    void woken(Arm arm) {
        woken = true;
        came = arm.trigger;
        for (Arm member : several) {
            if (member == arm || member.holds()) {
                came = member.trigger;
                return;
            }
        }
    }

    /// Ends the wait; what came.
    Trigger disarm() {
        for (Arm arm : several) {
            arm.delist();
        }
        several = List.of();
        waitsFor = null;
        Trigger trigger = came;
        if (trigger == null) {
            throw new IllegalStateException(name + " goes on, though nothing came");
        }
        return trigger;
    }

    /// The arms of the present wait.
    List<Arm> arms() {
        return only == null ? several : List.of(only);
    }

    // ---- turns

    /// Gives it the turn. The caller must not go on but to wait for its own, or to end.
    void giveTurn() {
        turn = true;
        if (thread == null) {
            thread = Thread.ofVirtual().name(name).unstarted(this::live);
            thread.start();
        } else {
            LockSupport.unpark(thread);
        }
    }

    boolean hasTurn() {
        return turn;
    }

    void awaitTurn() {
        while (!turn) {
            LockSupport.park(this);
        }
        turn = false;
    }

    void takeTurn() {
        turn = false;
    }

    private void live() {
        turn = false;
        kernel.begun(this);
        Throwable thrown = null;
        try {
            if (!cancelled) {
                body.run();
            }
        } catch (Cancelled unwound) {
            // Nobody waits for this process any more.
        } catch (Throwable e) {
            // Errors too: the turn must be given on, whatever happened.
            thrown = e;
        }
        ended = true;
        kernel.ended(this, thrown);
    }

    // ---- unwinding

    void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /// Notes that it was asked to end because it does not wait.
    void stuck() {
        stuck = true;
    }

    boolean isStuck() {
        return stuck;
    }

    /// Gives it up: it has no turn any more, and gives none on when it ends. Whether this came before the end.
    boolean lose() {
        lost = settled.compareAndSet(false, true);
        return lost;
    }

    boolean isLost() {
        return lost;
    }

    /// Whether it may end as usual: nobody has given it up.
    boolean leave() {
        return settled.compareAndSet(false, true);
    }

    /// Takes back that it left: it has ended, and moves time on before it gives the turn on.
    void stay() {
        settled.set(false);
    }

    /// Marks a process as ended that never began.
    void endUnbegun() {
        ended = true;
    }

    /// Unwinds a process that the run goes on without. An error, so that test benches that catch exceptions let it pass.
    static final class Cancelled extends Error {
        private static final long serialVersionUID = 1L;

        Cancelled(BenchProcess process) {
            super(process + " is unwound: the run is over", null, false, false);
        }
    }

    @Override
    public String toString() {
        return "'" + name + "'";
    }
}
