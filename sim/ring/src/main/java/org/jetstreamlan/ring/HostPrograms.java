package org.jetstreamlan.ring;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Host software beside a clocked simulation: each program runs on a virtual thread until it waits for the hardware, then the next one does, then the
/// clock ticks. Never two at once, always in the order of their start, so that a run repeats exactly.
///
/// ```
/// run():  program 0 ─wait─┐ program 1 ─wait─┐ tick │ program 0 (if its wait is over) ...
/// ```
/// Host software takes no simulated time except through its waits.
public final class HostPrograms {
    /// Host software; may throw anything, which ends the run.
    @FunctionalInterface
    public interface Program {
        void run() throws Exception;
    }

    private final Runnable tick;
    private final List<Running> programs = new ArrayList<>();
    private @Nullable Running current;
    private @Nullable Thread kernel;

    /// @param tick one clock of everything simulated
    public HostPrograms(Runnable tick) {
        this.tick = tick;
    }

    /// Adds a program; it starts with [#run].
    public void add(String name, Program program) {
        programs.add(new Running(name, program));
    }

    /// Called by a program: lets the clock run until `done`.
    ///
    /// @param clocks at most this many
    /// @return whether `done` came true in time
    public boolean await(BooleanSupplier done, long clocks) {
        if (done.getAsBoolean()) {
            return true;
        }
        Running me = current;
        if (me == null) {
            return tickUntil(done, clocks);
        }
        me.condition = done;
        me.clocksLeft = clocks;
        giveBack(me);
        return me.met;
    }

    /// Without programs running (set-up, tests) the caller itself turns the clock.
    private boolean tickUntil(BooleanSupplier done, long clocks) {
        for (long i = 0; i < clocks; i++) {
            tick.run();
            if (done.getAsBoolean()) {
                return true;
            }
        }
        return false;
    }

    /// Runs until every program has ended.
    ///
    /// @throws HostProgramException if one fails, with its name and cause
    public void run() {
        Thread thread = Thread.ofVirtual().name("clock").start(this::loop);
        join(thread);
        for (Running program : programs) {
            Throwable failure = program.failure;
            if (failure != null) {
                programs.clear();
                throw new HostProgramException(program.name, failure);
            }
        }
        programs.clear();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the simulation ran", e);
        }
    }

    private void loop() {
        kernel = Thread.currentThread();
        try {
            while (resumeThoseReady()) {
                tick.run();
            }
        } catch (Throwable e) {
            programs.getFirst().failure = e;
        } finally {
            programs.forEach(Running::abandon);
        }
    }

    /// Whether any program is left, and none has failed.
    private boolean resumeThoseReady() {
        boolean left = false;
        for (int i = 0; i < programs.size(); i++) {
            Running program = programs.get(i);
            if (program.ended) {
                continue;
            }
            program.met = program.condition.getAsBoolean();
            if (program.met || --program.clocksLeft <= 0) {
                resume(program);
                if (program.failure != null) {
                    return false;
                }
            }
            left |= !program.ended;
        }
        return left;
    }

    private void resume(Running program) {
        current = program;
        program.hasTurn = true;
        program.wake();
        while (program.hasTurn) {
            LockSupport.park(this);
        }
        current = null;
    }

    private void giveBack(Running program) {
        program.hasTurn = false;
        LockSupport.unpark(kernel);
        program.awaitTurn();
    }

    /// One program and what it waits for.
    private final class Running {
        final String name;
        final Program program;
        BooleanSupplier condition = () -> true;
        long clocksLeft;
        boolean met;
        volatile boolean hasTurn;
        volatile boolean ended;
        volatile boolean abandoned;
        @Nullable Throwable failure;
        private @Nullable Thread thread;

        Running(String name, Program program) {
            this.name = name;
            this.program = program;
        }

        void wake() {
            if (thread == null) {
                thread = Thread.ofVirtual().name(name).start(this::body);
            } else {
                LockSupport.unpark(thread);
            }
        }

        void awaitTurn() {
            while (!hasTurn) {
                if (abandoned) {
                    throw new AbandonedException();
                }
                LockSupport.park(this);
            }
        }

        void abandon() {
            abandoned = true;
            LockSupport.unpark(thread);
        }

        private void body() {
            try {
                program.run();
            } catch (AbandonedException e) {
                // The run has ended; nobody waits for this program.
            } catch (Throwable e) {
                // Errors too: the clock waits for the turn to come back, whatever happened.
                failure = e;
            } finally {
                ended = true;
                hasTurn = false;
                LockSupport.unpark(kernel);
            }
        }
    }

    /// Unwinds a program whose run has ended without it.
    private static final class AbandonedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AbandonedException() {
            super("the run ended", null, false, false);
        }
    }

    /// A program failed.
    public static final class HostProgramException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HostProgramException(String program, Throwable cause) {
            super(
                    program + ": " + (cause.getMessage() == null ? cause : cause.getMessage()),
                    cause);
        }
    }
}
